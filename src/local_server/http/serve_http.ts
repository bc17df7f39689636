import { readRequests } from "./read_requests.ts";

/** Answers one request. */
export type Handler = (request: Request) => Promise<Response>;

/**
 * Serves HTTP/1.1 on a port of this machine. The platform's own server is not used, because before Deno 2.9 it leaves the
 * gathering of small writes on: after the first token of a stream, the next ones came 40 ms late, all at once.
 */
export function serveHttp(port: number, handle: Handler): void {
  const listener = Deno.listen({ hostname: "127.0.0.1", port });
  void acceptAll(listener, handle);
}

async function acceptAll(listener: Deno.TcpListener, handle: Handler): Promise<void> {
  for await (const connection of listener) {
    connection.setNoDelay();
    void serveConnection(connection, handle);
  }
}

async function serveConnection(connection: Deno.TcpConn, handle: Handler): Promise<void> {
  const writer = connection.writable.getWriter();
  try {
    for await (const request of readRequests(connection.readable)) {
      await writeResponse(writer, request instanceof Response ? request : await handle(request));
      if (request instanceof Response) break;
    }
    await writer.close();
  } catch {
    // A client that goes in the middle is no fault of ours; its stream has been cancelled.
    await writer.abort().catch(() => {});
  }
}

type Writer = WritableStreamDefaultWriter<Uint8Array<ArrayBufferLike>>;

const ENCODER = new TextEncoder();

async function writeResponse(writer: Writer, response: Response): Promise<void> {
  const isStream = response.headers.get("content-type") === "text/event-stream";
  if (isStream && response.body !== null) return await writeStream(writer, response, response.body);
  const body = new Uint8Array(await response.arrayBuffer());
  const head = encodeHead(response, ["content-length", String(body.length)]);
  const whole = new Uint8Array(head.length + body.length);
  whole.set(head);
  whole.set(body, head.length);
  await writer.write(whole);
}

async function writeStream(writer: Writer, response: Response, body: ReadableStream<Uint8Array>): Promise<void> {
  const reader = body.getReader();
  try {
    await writer.write(encodeHead(response, ["transfer-encoding", "chunked"]));
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      const size = ENCODER.encode(`${part.value.length.toString(16)}\r\n`);
      const chunk = new Uint8Array(size.length + part.value.length + 2);
      chunk.set(size);
      chunk.set(part.value, size.length);
      chunk.set([13, 10], size.length + part.value.length);
      await writer.write(chunk);
    }
    await writer.write(ENCODER.encode("0\r\n\r\n"));
  } finally {
    await reader.cancel();
  }
}

function encodeHead({ status, headers }: Response, [name, value]: readonly [string, string]): Uint8Array {
  const lines = [...headers, [name, value]].map(([key, content]) => `${key}: ${content}\r\n`);
  return ENCODER.encode(`HTTP/1.1 ${status} ${status < 400 ? "OK" : "Error"}\r\n${lines.join("")}\r\n`);
}
