/** A service that accepts connections but does not answer is not ready. */
const MAX_WAIT_MS = 2000;
/** Longer than the status line of any service. */
const MAX_STATUS_LINE_BYTES = 4096;

/**
 * Tells whether a service of this machine answers a path with status 200; asks past any proxy. Only the status line is
 * read, and by hand: where a service ends within its reply, `node:http` of older runtimes ends the whole program.
 */
export async function answersWell(port: number, path: string): Promise<boolean> {
  const expiry = new AbortController();
  const timer = setTimeout(() => expiry.abort(), MAX_WAIT_MS);
  try {
    using connection = await Deno.connect({ hostname: "127.0.0.1", port, signal: expiry.signal });
    // Ends what waits to be read; closing again is harmless.
    expiry.signal.addEventListener("abort", () => connection[Symbol.dispose]());
    const request = `GET ${path} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nconnection: close\r\n\r\n`;
    await connection.write(new TextEncoder().encode(request));
    return /^HTTP\/1\.[01] 200\b/.test(await readLine(connection));
  } catch {
    // Nobody listens yet, or no answer came: asked again later.
    return false;
  } finally {
    clearTimeout(timer);
  }
}

async function readLine(connection: Deno.Conn): Promise<string> {
  const bytes = new Uint8Array(MAX_STATUS_LINE_BYTES);
  let size = 0;
  while (size < bytes.length && !bytes.subarray(0, size).includes(0x0a)) {
    const count = await connection.read(bytes.subarray(size));
    if (count === null) break;
    size += count;
  }
  return new TextDecoder().decode(bytes.subarray(0, size));
}
