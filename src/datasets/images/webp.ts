import createEncoder from "@jsquash/webp/codec/enc/webp_enc_simd.js";
import { defaultOptions } from "@jsquash/webp/meta.js";
import type { Pixels } from "./drawing.ts";
import { toRgba } from "./rgba.ts";
import { readWebpCode } from "./webp_code.ts";

/** Encodes an image as lossy WebP, with its transparency. */
export type EncodeWebp = (image: Pixels, quality: number) => Uint8Array;

/** Loads the encoder of WebP files, which is WebAssembly. */
export async function loadWebpEncoder(): Promise<EncodeWebp> {
  const encoder = await createEncoder({ noInitialRun: true, wasmBinary: await readWebpCode() });
  return (image, quality) => {
    const { widthPx, heightPx } = image;
    const file = encoder.encode(toRgba(image), widthPx, heightPx, { ...defaultOptions, quality });
    if (file === null) throw new Error(`No WebP file could be made of ${widthPx} x ${heightPx} pixels`);
    return file;
  };
}
