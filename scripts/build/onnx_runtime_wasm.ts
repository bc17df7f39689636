/**
 * Stands in the binary for `onnxruntime-node`: ONNX Runtime as WebAssembly, 5 MB of the binary in place of the 90 MB of a
 * native library that would have to be unpacked first. Its code lies compressed beside the bundle.
 */
import { readFile } from "node:fs/promises";
import { env, InferenceSession as WasmSession, Tensor } from "onnxruntime-web/wasm";

export { env, Tensor };

// Without paths of its own it would be fetched from the net; one thread, because more need memory shared by workers.
env.wasm.wasmPaths = {};
env.wasm.numThreads = 1;
Reflect.set(globalThis, Symbol.for("streamgauge.onnx"), "wasm");

const CODE = new URL("./onnx_runtime.wasm.gz", import.meta.url);

/** Creates sessions as `onnxruntime-node` does, which takes paths too. */
export const InferenceSession = {
  async create(model: string | Uint8Array, options?: WasmSession.SessionOptions): Promise<WasmSession> {
    env.wasm.wasmBinary ??= await readCode();
    return await WasmSession.create(typeof model === "string" ? await readFile(model) : model, options);
  },
};

async function readCode(): Promise<ArrayBuffer> {
  const compressed = await Deno.readFile(CODE);
  return await new Response(new Blob([compressed]).stream().pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();
}
