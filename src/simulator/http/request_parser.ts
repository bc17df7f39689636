import { concatBytes } from "../../core/bytes.ts";

/** A request read whole. */
export interface HttpRequest {
  readonly method: string;
  /** Without query. */
  readonly path: string;
  /** By name in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Uint8Array<ArrayBuffer>;
  /** Whether the client wants the connection kept open. */
  readonly keepsAlive: boolean;
  /** Whether it understands a body in chunks: a client of HTTP/1.0 takes one up to the end of the connection. */
  readonly takesChunks: boolean;
}

/** Why a request cannot be read. */
export interface HttpProblem {
  readonly status: number;
  readonly message: string;
}

interface Head {
  readonly method: string;
  readonly path: string;
  readonly headers: ReadonlyMap<string, string>;
  readonly keepsAlive: boolean;
  readonly takesChunks: boolean;
}

const MAX_HEAD_BYTES = 64 * 1024;
const MAX_BODY_BYTES = 256 * 1024 * 1024;
const MAX_CHUNK_LINE_BYTES = 1024;
const LF = 10;
const HEAD_TEXT = new TextDecoder("latin1");

/** A TLS handshake begins with its record type and version; no request does. */
function isTlsHello(bytes: Uint8Array): boolean {
  return bytes.length >= 3 && bytes[0] === 0x16 && bytes[1] === 0x03;
}

/** Thrown inside the parser only; `next` gives it as a value. */
class BadRequest extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** Reads HTTP/1.1 requests from bytes as they come: bodies with a length or in chunks. */
export class RequestParser {
  #buffer: Uint8Array<ArrayBuffer> = new Uint8Array(0);
  #head: Head | null = null;
  #parts: Uint8Array<ArrayBuffer>[] = [];
  #bodyBytes = 0;
  /** Bytes of the body, or of the chunk, still to come; `null`: a chunk's size line comes next. */
  #missing: number | null = 0;
  #isChunked = false;
  /** The chunk of size 0 has come; the trailer's lines follow. */
  #isInTrailer = false;

  /** How many bytes wait to be read. */
  get waitingBytes(): number {
    return this.#buffer.length;
  }

  /** Takes bytes in. */
  append(bytes: Uint8Array): void {
    this.#buffer = this.#buffer.length === 0 ? bytes.slice() : concatBytes([this.#buffer, bytes]);
  }

  /** Gives the next request once it is whole; what comes behind it stays for the next call. */
  next(): HttpRequest | HttpProblem | null {
    try {
      this.#head ??= this.#readHead();
      if (this.#head === null || !this.#readBody()) return null;
      const request = { ...this.#head, body: concatBytes(this.#parts) };
      this.#head = null;
      this.#parts = [];
      return request;
    } catch (error) {
      if (error instanceof BadRequest) return { status: error.status, message: error.message };
      throw error;
    }
  }

  #readHead(): Head | null {
    if (isTlsHello(this.#buffer)) throw new BadRequest(400, "This is plain HTTP: write http:// instead of https://");
    const end = findHeadEnd(this.#buffer);
    if (end < 0 ? this.#buffer.length > MAX_HEAD_BYTES : end > MAX_HEAD_BYTES) {
      throw new BadRequest(431, `Request head is longer than ${MAX_HEAD_BYTES} bytes`);
    }
    if (end < 0) return null;
    const head = parseHead(HEAD_TEXT.decode(this.#buffer.subarray(0, end)));
    this.#buffer = this.#buffer.subarray(end);
    this.#isChunked = isChunked(head.headers);
    this.#missing = this.#isChunked ? null : contentLength(head.headers);
    this.#isInTrailer = false;
    this.#bodyBytes = 0;
    return head;
  }

  #readBody(): boolean {
    if (!this.#isChunked) {
      this.#takePart();
      return this.#missing === 0;
    }
    for (;;) {
      if (this.#isInTrailer || this.#missing === null) {
        const line = this.#takeLine();
        if (line === null) return false;
        if (this.#isInTrailer && line === "") return true;
        if (!this.#isInTrailer) this.#startChunk(line);
      }
      if (this.#missing !== null && !this.#takeChunk()) return false;
    }
  }

  #startChunk(line: string): void {
    const size = /^([0-9a-f]{1,8})\s*(;.*)?$/i.exec(line)?.[1];
    if (size === undefined) throw new BadRequest(400, "Chunk size is not a hexadecimal number");
    this.#missing = parseInt(size, 16);
    if (this.#missing > 0) return;
    this.#missing = null;
    this.#isInTrailer = true;
  }

  /** Reads the chunk and the line end behind it. */
  #takeChunk(): boolean {
    this.#takePart();
    if (this.#missing !== 0) return false;
    const line = this.#takeLine();
    if (line === null) return false;
    if (line !== "") throw new BadRequest(400, "Chunk is longer than its size says");
    this.#missing = null;
    return true;
  }

  #takePart(): void {
    const part = this.#buffer.subarray(0, this.#missing ?? 0);
    if (part.length === 0) return;
    this.#bodyBytes += part.length;
    if (this.#bodyBytes > MAX_BODY_BYTES) throw new BadRequest(413, `Body is longer than ${MAX_BODY_BYTES} bytes`);
    this.#parts.push(part);
    this.#missing = (this.#missing ?? 0) - part.length;
    this.#buffer = this.#buffer.subarray(part.length);
  }

  #takeLine(): string | null {
    const end = this.#buffer.indexOf(LF);
    if ((end < 0 ? this.#buffer.length : end) > MAX_CHUNK_LINE_BYTES) {
      throw new BadRequest(400, "Chunk line is too long");
    }
    if (end < 0) return null;
    const line = HEAD_TEXT.decode(this.#buffer.subarray(0, end)).replace(/\r$/, "");
    this.#buffer = this.#buffer.subarray(end + 1);
    return line;
  }
}

/** Finds the end of the head behind its empty line; -1: not there yet. */
function findHeadEnd(bytes: Uint8Array): number {
  for (let lf = bytes.indexOf(LF); lf >= 0; lf = bytes.indexOf(LF, lf + 1)) {
    if (bytes[lf + 1] === LF) return lf + 2;
    if (bytes[lf + 1] === 13 && bytes[lf + 2] === LF) return lf + 3;
    if (lf > MAX_HEAD_BYTES) return -1;
  }
  return -1;
}

function parseHead(text: string): Head {
  const [requestLine = "", ...lines] = text.split(/\r?\n/);
  const [, method = "", target = "", minor] = /^([A-Z]+) (\S+) HTTP\/1\.([01])$/.exec(requestLine) ?? [];
  if (minor === undefined) throw new BadRequest(400, "Request line is not that of HTTP/1.1");
  const headers = new Map<string, string>();
  for (const line of lines) {
    if (line === "") continue;
    const colon = line.indexOf(":");
    if (colon <= 0) throw new BadRequest(400, "Header line has no name");
    const name = line.slice(0, colon).toLowerCase();
    const value = line.slice(colon + 1).trim();
    const before = headers.get(name);
    headers.set(name, before === undefined ? value : `${before}, ${value}`);
  }
  const connection = headers.get("connection")?.toLowerCase() ?? "";
  const takesChunks = minor === "1";
  return { method, path: toPath(target), headers, keepsAlive: takesChunks && connection !== "close", takesChunks };
}

/** Takes the path out of a target, which may be a whole address when it came through a proxy. */
function toPath(target: string): string {
  const path = target.replace(/^https?:\/\/[^/]*/i, "").split("?")[0] ?? "";
  return path === "" ? "/" : path;
}

function isChunked(headers: ReadonlyMap<string, string>): boolean {
  const coding = headers.get("transfer-encoding")?.toLowerCase();
  if (coding !== undefined && coding !== "chunked") throw new BadRequest(501, `Transfer coding "${coding}" is unknown`);
  return coding !== undefined;
}

function contentLength(headers: ReadonlyMap<string, string>): number {
  const text = headers.get("content-length") ?? "0";
  if (!/^\d{1,15}$/.test(text)) throw new BadRequest(400, "Content-Length is not a number");
  if (Number(text) > MAX_BODY_BYTES) throw new BadRequest(413, `Body is longer than ${MAX_BODY_BYTES} bytes`);
  return Number(text);
}
