/**
 * Flags of the engine, in the binary as from source. 32 MiB for young objects from the start: the least it takes by itself
 * is 1 MiB, and a load that makes some megabytes a second then spends a fifth of its CPU on clearing them. 128 MiB for old
 * ones before it looks through all of them: by itself it begins at some 20, which the replies of the first waves reach, and
 * an event loop that marks for 60 ms leaves two events of a stream in its socket, with the arrival time of the second.
 */
export const ENGINE_FLAGS: readonly string[] = ["--v8-flags=--min-semi-space-size=32,--initial-old-space-size=128"];
