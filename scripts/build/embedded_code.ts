/** Puts WebAssembly code of packages into the bundle, as bytes in the lazy modules that need it. */
import type * as esbuild from "esbuild";
import { dirname } from "node:path";
import { gzipSync } from "node:zlib";

/** The modules that read code from a package, what they read, and what they export. */
const READERS = [
  {
    module: /[\\/]src[\\/]datasets[\\/]images[\\/]webp_code\.ts$/,
    code: "@jsquash/webp/codec/enc/webp_enc_simd.wasm",
    name: "readWebpCode",
  },
  {
    module: /[\\/]src[\\/]report[\\/]plots[\\/]resvg_code\.ts$/,
    code: "@resvg/resvg-wasm/index_bg.wasm",
    name: "readResvgCode",
  },
] as const;

/** Replaces each of these modules while it is bundled. */
export const embeddedCode: esbuild.Plugin = {
  name: "code of WebAssembly",
  setup(build) {
    for (const { module, code, name } of READERS) {
      build.onLoad({ filter: module }, async ({ path }) => {
        const resolveDir = dirname(path);
        const found = await build.resolve(code, { resolveDir, kind: "import-statement" });
        if (found.errors.length > 0) return { errors: found.errors };
        return { contents: toModule(name, await Deno.readFile(found.path)), loader: "js", resolveDir };
      });
    }
  },
};

/** Packed, it takes 40 % of its bytes; it is unpacked once, when it is needed. */
function toModule(name: string, code: Uint8Array): string {
  const packed = gzipSync(code, { level: 9 }).toString("base64");
  return `import { gunzipSync } from "node:zlib";
export const ${name} = () => Promise.resolve(new Uint8Array(gunzipSync(Buffer.from("${packed}", "base64"))));
import { Buffer } from "node:buffer";
`;
}
