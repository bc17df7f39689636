/** Replaced while the program is bundled: the binary holds the code and no package. */
const CODE = "@resvg/resvg-wasm/index_bg.wasm";

/** Reads the WebAssembly code that draws pictures. */
export async function readResvgCode(): Promise<Uint8Array<ArrayBuffer>> {
  return await Deno.readFile(new URL(import.meta.resolve(CODE)));
}
