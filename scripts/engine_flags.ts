/**
 * Flags of the engine, in the binary as from source: 16 MiB for young objects from the start. The least it takes by itself
 * is 1 MiB, and a load that makes some megabytes a second then spends a fifth of its CPU on clearing them.
 */
export const ENGINE_FLAGS: readonly string[] = ["--v8-flags=--min-semi-space-size=16"];
