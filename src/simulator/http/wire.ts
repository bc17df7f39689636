/** A header line. */
export type Header = readonly [name: string, value: string];

const ENCODER = new TextEncoder();
const CR = 13;
const LF = 10;

/** The chunk of size 0 that ends a chunked body. */
export const LAST_CHUNK: Uint8Array = ENCODER.encode("0\r\n\r\n");

const REASONS: Readonly<Record<number, string>> = {
  200: "OK",
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  408: "Request Timeout",
  413: "Content Too Large",
  422: "Unprocessable Content",
  429: "Too Many Requests",
  431: "Request Header Fields Too Large",
  500: "Internal Server Error",
  501: "Not Implemented",
  502: "Bad Gateway",
  503: "Service Unavailable",
  504: "Gateway Timeout",
};

/** Encodes text as UTF-8. */
export function encode(text: string): Uint8Array<ArrayBuffer> {
  return ENCODER.encode(text);
}

/** Encodes a status line and header lines, the empty line included. */
export function encodeHead(status: number, headers: readonly Header[]): Uint8Array<ArrayBuffer> {
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join("");
  return encode(`HTTP/1.1 ${status} ${REASONS[status] ?? "Unknown"}\r\nserver: streamgauge-simulator\r\n${lines}\r\n`);
}

/** Bytes are cut from slabs: an allocation of its own costs each event a microsecond. */
const SLAB_BYTES = 256 * 1024;
let slab = new Uint8Array(SLAB_BYTES);
let slabUsed = 0;

function take(size: number): Uint8Array<ArrayBuffer> {
  if (size > SLAB_BYTES / 8) return new Uint8Array(size);
  if (slabUsed + size > SLAB_BYTES) {
    // Bytes that still wait to be sent keep the old slab alive.
    slab = new Uint8Array(SLAB_BYTES);
    slabUsed = 0;
  }
  const bytes = slab.subarray(slabUsed, slabUsed + size);
  slabUsed += size;
  return bytes;
}

/** Puts parts one behind the other into one HTTP chunk; `declaredBytes` may lie about its size. */
export function encodeChunk(parts: readonly Uint8Array[], declaredBytes?: number): Uint8Array<ArrayBuffer> {
  let size = 0;
  for (const part of parts) size += part.length;
  const hex = (declaredBytes ?? size).toString(16);
  const chunk = take(hex.length + size + (declaredBytes === undefined ? 4 : 2));
  let offset = 0;
  for (; offset < hex.length; offset++) chunk[offset] = hex.charCodeAt(offset);
  chunk[offset++] = CR;
  chunk[offset++] = LF;
  for (const part of parts) {
    chunk.set(part, offset);
    offset += part.length;
  }
  if (declaredBytes !== undefined) return chunk;
  chunk[offset++] = CR;
  chunk[offset] = LF;
  return chunk;
}

/** Puts byte arrays one behind the other. */
export function join(parts: readonly Uint8Array[]): Uint8Array {
  const [first] = parts;
  if (parts.length === 1 && first !== undefined) return first;
  let size = 0;
  for (const part of parts) size += part.length;
  const whole = take(size);
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
