import type { Simulator } from "../../src/simulator/simulator.ts";

/** What came over a socket, and how it ended. */
export interface RawReply {
  readonly text: string;
  /** The bodies of the HTTP chunks that came whole. */
  readonly chunks: readonly Uint8Array[];
  readonly end: "eof" | "reset";
}

interface RawOptions {
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

const CHAT = { model: "m", stream: true, messages: [{ role: "user", content: "Hello there" }] };

/** Writes one request as bytes; it asks the server to close the connection after its reply unless told otherwise. */
export function toRequestBytes({ path = "/v1/chat/completions", headers = {}, body = CHAT }: RawOptions): Uint8Array {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const lines = Object.entries({ host: "test", connection: "close", ...headers }).map(([name, value]) =>
    `${name}: ${value}\r\n`
  );
  const length = new TextEncoder().encode(text).length;
  return new TextEncoder().encode(`POST ${path} HTTP/1.1\r\n${lines.join("")}content-length: ${length}\r\n\r\n${text}`);
}

/** Sends one request over a socket and reads until the connection ends. */
export async function exchangeRaw(simulator: Simulator, options: RawOptions = {}): Promise<RawReply> {
  using connection = await Deno.connect({ hostname: "127.0.0.1", port: simulator.port });
  await connection.write(toRequestBytes(options));
  const { bytes, end } = await readToEnd(connection);
  return { text: new TextDecoder("latin1").decode(bytes), chunks: toChunks(bytes), end };
}

/** Reads until text has come, which must come. */
export async function readUntil(connection: Deno.Conn, text: string): Promise<string> {
  const buffer = new Uint8Array(65_536);
  let read = "";
  while (!read.includes(text)) {
    const count = await connection.read(buffer);
    if (count === null) throw new Error(`The connection ended before "${text}" came: ${read}`);
    read += new TextDecoder("latin1").decode(buffer.subarray(0, count));
  }
  return read;
}

/** Gives the data of all events of a reply's chunks, in order. */
export function toEvents(chunks: readonly Uint8Array[]): readonly string[] {
  const whole = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let offset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.length;
  }
  const text = new TextDecoder("utf-8", { fatal: true }).decode(whole);
  return text.split(/\r?\n\r?\n/).filter((event) => event.startsWith("data: ")).map((event) => event.slice(6));
}

async function readToEnd(connection: Deno.Conn): Promise<{ bytes: Uint8Array; end: RawReply["end"] }> {
  const parts: Uint8Array[] = [];
  const buffer = new Uint8Array(65_536);
  let end: RawReply["end"] = "eof";
  try {
    for (let count = await connection.read(buffer); count !== null; count = await connection.read(buffer)) {
      parts.push(buffer.slice(0, count));
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.ConnectionReset)) throw error;
    end = "reset";
  }
  return { bytes: new Uint8Array(await new Blob(parts as BlobPart[]).arrayBuffer()), end };
}

function toChunks(bytes: Uint8Array): readonly Uint8Array[] {
  const text = new TextDecoder("latin1").decode(bytes);
  const chunks: Uint8Array[] = [];
  let offset = text.indexOf("\r\n\r\n") + 4;
  for (;;) {
    const lineEnd = text.indexOf("\r\n", offset);
    const size = lineEnd < 0 ? NaN : parseInt(text.slice(offset, lineEnd), 16);
    if (Number.isNaN(size) || lineEnd + 2 + size > bytes.length) return chunks;
    if (size > 0) chunks.push(bytes.subarray(lineEnd + 2, lineEnd + 2 + size));
    offset = lineEnd + 2 + size + 2;
  }
}
