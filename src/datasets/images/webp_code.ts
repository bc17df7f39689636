/** Replaced while the program is bundled: the binary holds the code and no package. */
const CODE = "@jsquash/webp/codec/enc/webp_enc_simd.wasm";

/** Reads the WebAssembly code of the WebP encoder. */
export async function readWebpCode(): Promise<Uint8Array> {
  return await Deno.readFile(new URL(import.meta.resolve(CODE)));
}
