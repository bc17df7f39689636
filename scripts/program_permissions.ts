/**
 * What the program may do, in the binary as from source: call services, read and write files, read its environment
 * (proxies, keys), ask the system for memory and CPU time, and start a service (`--api local_vllm`).
 */
export const PROGRAM_PERMISSIONS: readonly string[] = [
  "--allow-net",
  "--allow-read",
  "--allow-write",
  "--allow-env",
  "--allow-sys",
  "--allow-run",
];

/** What the program may do from source: there a local model is computed by native code (`--api local`). */
export const SOURCE_PERMISSIONS: readonly string[] = [...PROGRAM_PERMISSIONS, "--allow-ffi"];

/**
 * Flags with which the program starts from source. With the lock file Deno fetches every package of it first, half a
 * gigabyte of ONNX Runtime among them that only local models need; without it only what is imported. Versions are
 * exact in `deno.json` either way.
 */
export const SOURCE_FLAGS: readonly string[] = ["--no-prompt", "--no-lock", ...SOURCE_PERMISSIONS];
