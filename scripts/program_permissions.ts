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
