import { DataError } from "../core/errors.ts";
import type { FromServer, ServerSettings } from "./protocol.ts";

/** A server in a worker of its own, so that its work does not delay this thread; it ends when this is disposed. */
export interface LocalServer extends AsyncDisposable {
  /** What the model can do: `generation`, `embedding` or `ranking`. */
  readonly modelKind: string;
  /** What computes it. */
  readonly runtime: string;
}

/** Loads a model and serves it; resolves when the server listens, throws a `DataError` where it cannot. */
export async function startLocalServer(settings: ServerSettings, signal: AbortSignal): Promise<LocalServer | null> {
  const worker = new Worker(new URL("./local_server_main.ts", import.meta.url), {
    type: "module",
    name: "local model",
  });
  const dispose = () => Promise.resolve(worker.terminate());
  try {
    const told = await firstMessage(worker, { settings, signal });
    if (told === null) {
      worker.terminate();
      return null;
    }
    if (told.kind === "failed") throw toError(settings, told);
    // From now on an error in the worker is a mistake of ours, which the program reports as such.
    worker.onerror = null;
    return { modelKind: told.modelKind, runtime: told.runtime, [Symbol.asyncDispose]: dispose };
  } catch (cause) {
    worker.terminate();
    throw cause;
  }
}

interface Asking {
  readonly settings: ServerSettings;
  readonly signal: AbortSignal;
}

/** Asks the worker to serve; `null` where the signal came first. */
function firstMessage(worker: Worker, { settings, signal }: Asking): Promise<FromServer | null> {
  return new Promise((resolve) => {
    worker.onmessage = ({ data }: MessageEvent<FromServer>) => resolve(data);
    worker.onerror = (event) => {
      event.preventDefault();
      resolve({ kind: "failed", message: event.message, stack: `${event.filename}:${event.lineno}` });
    };
    signal.addEventListener("abort", () => resolve(null), { once: true });
    if (signal.aborted) resolve(null);
    worker.postMessage(settings);
  });
}

function toError({ folder }: ServerSettings, { message, stack }: FromServer & { kind: "failed" }): DataError {
  const isForeign = /ffi|dlopen|onnxruntime|\.node\b/i.test(message) && /permission|NotCapable|requires/i.test(message);
  const hint = isForeign
    ? "From source, native code computes the model: allow it with --allow-ffi"
    : "The model must be one that Transformers.js knows: see its list of supported architectures";
  return new DataError(`Cannot serve the model in "${folder}": ${message}`, { cause: new Error(stack), hint });
}
