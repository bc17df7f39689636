/**
 * What the program may do, in the binary as from source: call services, read and write files, read its environment
 * (proxies, keys), and ask the system for memory and CPU time. It starts no other program and loads no native code.
 */
export const PROGRAM_PERMISSIONS: readonly string[] = [
  "--allow-net",
  "--allow-read",
  "--allow-write",
  "--allow-env",
  "--allow-sys",
];
