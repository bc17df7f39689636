/** Puts the WebAssembly code of the WebP encoder into the bundle, as bytes in the lazy module that needs it. */
import type * as esbuild from "esbuild";
import { dirname } from "node:path";

/** Takes the place of the module that reads the code from its package. */
const STAND_IN = `
import code from "@jsquash/webp/codec/enc/webp_enc_simd.wasm";
export const readWebpCode = () => Promise.resolve(code);
`;

/** Replaces the module that reads the code of the WebP encoder while it is bundled. */
export const webpEncoder: esbuild.Plugin = {
  name: "WebP encoder",
  setup(build) {
    build.initialOptions.loader = { ...build.initialOptions.loader, ".wasm": "binary" };
    build.onLoad({ filter: /[\\/]src[\\/]datasets[\\/]images[\\/]webp_code\.ts$/ }, ({ path }) => ({
      contents: STAND_IN,
      loader: "ts",
      resolveDir: dirname(path),
    }));
  },
};
