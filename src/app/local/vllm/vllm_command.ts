/** What a start of vLLM depends on. */
export interface VllmParts {
  readonly model: string;
  readonly port: number;
  /** Graphics processors to spread the model over; 0: none was seen. */
  readonly gpuCount: number;
  /** The user's Python; `null`: none was named. */
  readonly python: string | null;
  /** Whether there is a `vllm` command. */
  readonly hasVllmCommand: boolean;
}

/** As in `evalscope perf`: long prompts fit, whatever the model's configuration says. */
const MAX_MODEL_TOKENS = 32768;
const GPU_MEMORY_SHARE = 0.9;

/** Versions up to 0.16 write every request into the log without it; later ones do not know it and need none. */
export const LOG_REQUESTS_FLAG = "--disable-log-requests";

/** Returns the command that starts the server of vLLM, with the arguments of `evalscope perf`. */
export function toVllmCommand(parts: VllmParts): readonly string[] {
  const { model, port, gpuCount, python, hasVllmCommand } = parts;
  const start = python === null && hasVllmCommand
    ? ["vllm", "serve", model]
    : [python ?? "python3", "-m", "vllm.entrypoints.openai.api_server", "--model", model];
  return [
    ...start,
    ...["--served-model-name", model],
    ...["--host", "127.0.0.1", "--port", String(port)],
    ...["--tensor-parallel-size", String(Math.max(1, gpuCount))],
    ...["--max-model-len", String(MAX_MODEL_TOKENS)],
    ...["--gpu-memory-utilization", String(GPU_MEMORY_SHARE)],
    "--trust-remote-code",
    "--disable-log-stats",
    LOG_REQUESTS_FLAG,
  ];
}

/** Where a model comes from, as far as vLLM must be told. */
export interface ModelOrigin {
  /** The model is a folder of this machine. */
  readonly isFolder: boolean;
  readonly source: "modelscope" | "huggingface" | "local";
}

/** Returns what vLLM is told by the environment; what the user has set stays. */
export function toVllmEnvironment(
  { isFolder, source }: ModelOrigin,
  given: Readonly<Record<string, string>>,
): Record<string, string> {
  const wanted = {
    VLLM_ALLOW_LONG_MAX_MODEL_LEN: "1",
    VLLM_WORKER_MULTIPROC_METHOD: "spawn",
    // A folder needs no hub, and vLLM wants the package `modelscope` as soon as this is set.
    ...(isFolder || source === "huggingface" ? {} : { VLLM_USE_MODELSCOPE: "True" }),
    PYTHONUNBUFFERED: "1",
  };
  return Object.fromEntries(Object.entries(wanted).filter(([name]) => given[name] === undefined));
}
