import { CHANNELS, PALETTE, type Pixels } from "./drawing.ts";

/** Converts an image to four channels, which encoders take; opaque where it has no transparency. */
export function toRgba({ mode, bytes, widthPx, heightPx }: Pixels): Uint8Array {
  if (mode === "RGBA") return bytes;
  const rgba = new Uint8Array(widthPx * heightPx * 4).fill(255);
  if (mode === "P") {
    for (const [pixel, index] of bytes.entries()) rgba.set(PALETTE.subarray(index * 3, index * 3 + 3), pixel * 4);
    return rgba;
  }
  const channels = CHANNELS[mode];
  const colors = channels >= 3 ? [0, 1, 2] : [0, 0, 0];
  const sources = mode === "LA" ? [...colors, 1] : colors;
  for (let pixel = 0; pixel < widthPx * heightPx; pixel++) {
    sources.forEach((from, to) => rgba[pixel * 4 + to] = bytes[pixel * channels + from] ?? 0);
  }
  return rgba;
}
