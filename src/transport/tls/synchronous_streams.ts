/** From this version of Deno on `node:tls` and `node:http2` hand on what is in bytes within the call that brings them. */
const FIRST_VERSION = [2, 9] as const;

/** Tells whether what arrives through node's streams keeps the time at which its bytes came. */
export function hasSynchronousStreams(version: string = Deno.version.deno): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [firstMajor, firstMinor] = FIRST_VERSION;
  return major > firstMajor || (major === firstMajor && minor >= firstMinor);
}
