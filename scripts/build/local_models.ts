/**
 * Fits Transformers.js into the binary: without `sharp`, which is for images and native, and with ONNX Runtime as
 * WebAssembly. As it is, the package brings 450 MB along and does not find its libraries.
 */
import type * as esbuild from "esbuild";
import { fileURLToPath } from "node:url";

/** The file beside the bundle that holds the code of ONNX Runtime. */
export const ONNX_RUNTIME_FILE = "onnx_runtime.wasm.gz";

const WASM = "onnxruntime-web/dist/ort-wasm-simd-threaded.wasm";
const STAND_IN = fileURLToPath(new URL("./onnx_runtime_wasm.ts", import.meta.url));

/** How the library gets its native runtime, which a bundler cannot follow. */
const NATIVE_REQUIRES = [
  { code: "var requireFromHere = createRequire(import.meta.url ?? __filename);", replacement: "" },
  {
    code: 'var onnx_node_default = requireFromHere("onnxruntime-node");',
    replacement: 'import * as onnx_node_default from "onnxruntime-node";',
  },
] as const;

/** Replaces the native parts of Transformers.js while it is bundled. */
export const localModels: esbuild.Plugin = {
  name: "local models",
  setup(build) {
    build.onResolve({ filter: /^sharp$/ }, () => ({ path: "sharp", namespace: "left out" }));
    build.onLoad({ filter: /.*/, namespace: "left out" }, () => ({ contents: "export default {};", loader: "js" }));
    build.onResolve({ filter: /^onnxruntime-node$/ }, () => ({ path: STAND_IN }));
    build.onLoad({ filter: /[\\/]transformers\.node\.mjs$/ }, async ({ path }) => ({
      contents: withoutRequires(await Deno.readTextFile(path)),
      loader: "js",
    }));
  },
};

/** Makes imports of what the library requires; throws where a newer version does it in another way. */
export function withoutRequires(source: string): string {
  return NATIVE_REQUIRES.reduce((text, { code, replacement }) => {
    if (!text.includes(code)) throw new Error(`Transformers.js no longer contains: ${code}`);
    return text.replace(code, replacement);
  }, source);
}

/** Writes the code of ONNX Runtime, compressed, beside a bundle. */
export async function writeOnnxRuntime(packages: string, output: string): Promise<void> {
  const source = await Deno.open(`${packages}/node_modules/${WASM}`, { read: true });
  const target = await Deno.open(`${output}/${ONNX_RUNTIME_FILE}`, { write: true, create: true, truncate: true });
  await source.readable.pipeThrough(new CompressionStream("gzip")).pipeTo(target.writable);
}
