/**
 * What the program may do, in the binary as from source: call services, read and write files, read its environment
 * (proxies, keys), ask the system for memory and CPU time, start a service (`--api local_vllm`), and call native code: the
 * C library for sockets with the kernel's own arrival times, and from source the engine of local models (`--api local`).
 */
export const PROGRAM_PERMISSIONS: readonly string[] = [
  "--allow-net",
  "--allow-read",
  "--allow-write",
  "--allow-env",
  "--allow-sys",
  "--allow-run",
  "--allow-ffi",
];
