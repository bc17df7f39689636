/** Puts WebAssembly code of packages into the bundle, as bytes in the lazy modules that need it. */
import type * as esbuild from "esbuild";
import { dirname } from "node:path";

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
    build.initialOptions.loader = { ...build.initialOptions.loader, ".wasm": "binary" };
    for (const { module, code, name } of READERS) {
      build.onLoad({ filter: module }, ({ path }) => ({
        contents: `import code from "${code}";\nexport const ${name} = () => Promise.resolve(code);\n`,
        loader: "ts",
        resolveDir: dirname(path),
      }));
    }
  },
};
