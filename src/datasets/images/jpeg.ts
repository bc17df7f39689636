import * as jpeg from "jpeg-js";
import type { Pixels } from "./drawing.ts";
import { toRgba } from "./rgba.ts";

/** Encodes an image as JPEG, which has no transparency: the library drops the fourth channel. */
export function encodeJpeg(image: Pixels, quality: number): Uint8Array {
  const { widthPx: width, heightPx: height } = image;
  return jpeg.encode({ width, height, data: toRgba(image) }, quality).data;
}
