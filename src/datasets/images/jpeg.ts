import * as jpeg from "jpeg-js";
import { CHANNELS, type Pixels } from "./drawing.ts";

/** Encodes an image as JPEG, which has no transparency. */
export function encodeJpeg(image: Pixels, quality: number): Uint8Array {
  const { widthPx: width, heightPx: height } = image;
  return jpeg.encode({ width, height, data: toRgba(image) }, quality).data;
}

/** The library takes four channels and drops the last. */
function toRgba({ mode, bytes, widthPx, heightPx }: Pixels): Uint8Array {
  if (mode === "RGBA") return bytes;
  const channels = CHANNELS[mode];
  const colors = channels >= 3 ? [0, 1, 2] : [0, 0, 0];
  const rgba = new Uint8Array(widthPx * heightPx * 4).fill(255);
  for (let pixel = 0; pixel < widthPx * heightPx; pixel++) {
    colors.forEach((from, to) => rgba[pixel * 4 + to] = bytes[pixel * channels + from] ?? 0);
  }
  return rgba;
}
