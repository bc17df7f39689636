import { ApiError, toErrorResponse } from "./api_error.ts";

const MAX_HEAD_BYTES = 64 * 1024;
const HEAD_END = "\r\n\r\n";
const LATIN1 = new TextDecoder("latin1");

/** A request's first lines, read. */
interface Head {
  readonly method: string;
  readonly target: string;
  readonly headers: Headers;
  readonly bodyBytes: number;
}

/** Reads the requests of a connection one after the other; a response stands for one that cannot be read. */
export async function* readRequests(bytes: ReadableStream<Uint8Array>): AsyncGenerator<Request | Response> {
  const input = new Input(bytes);
  try {
    for (let head = await readHead(input); head !== null; head = await readHead(input)) {
      const body = await input.take(head.bodyBytes);
      if (body === null) return;
      const { method, headers } = head;
      yield new Request(new URL(head.target, "http://127.0.0.1"), {
        method,
        headers,
        ...(method === "GET" || method === "HEAD" ? {} : { body }),
      });
    }
  } catch (error) {
    yield toErrorResponse(error);
  }
}

async function readHead(input: Input): Promise<Head | null> {
  const text = await input.takeHead();
  if (text === null) return null;
  const [start = "", ...lines] = text.split("\r\n");
  const [, method, target] = /^([A-Z]+) (\S+) HTTP\/1\.[01]$/.exec(start) ?? [];
  if (method === undefined || target === undefined) throw new ApiError(400, "The request's first line is not HTTP");
  const headers = new Headers(lines.filter((line) => line !== "").map(toHeader));
  if (headers.has("transfer-encoding")) throw new ApiError(411, "Requests need a content-length");
  const bodyBytes = Number(headers.get("content-length") ?? 0);
  if (!Number.isSafeInteger(bodyBytes) || bodyBytes < 0) throw new ApiError(400, "content-length is not a number");
  return { method, target, headers, bodyBytes };
}

function toHeader(line: string): [string, string] {
  const colon = line.indexOf(":");
  if (colon <= 0) throw new ApiError(400, "A header has no name");
  return [line.slice(0, colon), line.slice(colon + 1).trim()];
}

/** Bytes that come in parts of any size. */
class Input {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  #bytes: Uint8Array<ArrayBuffer> = new Uint8Array(0);

  constructor(bytes: ReadableStream<Uint8Array>) {
    this.#reader = bytes.getReader();
  }

  /** Takes the lines up to the empty one; `null` at the end of the input. */
  async takeHead(): Promise<string | null> {
    for (;;) {
      const end = LATIN1.decode(this.#bytes.subarray(0, MAX_HEAD_BYTES)).indexOf(HEAD_END);
      if (end >= 0) return LATIN1.decode(this.#cut(end + HEAD_END.length).subarray(0, end));
      if (this.#bytes.length >= MAX_HEAD_BYTES) throw new ApiError(431, "The request's head is too long");
      if (!await this.#readMore()) return null;
    }
  }

  /** Takes so many bytes; `null` where the input ends before. */
  async take(count: number): Promise<Uint8Array<ArrayBuffer> | null> {
    while (this.#bytes.length < count) {
      if (!await this.#readMore()) return null;
    }
    return this.#cut(count);
  }

  #cut(count: number): Uint8Array<ArrayBuffer> {
    const taken = this.#bytes.slice(0, count);
    this.#bytes = this.#bytes.slice(count);
    return taken;
  }

  async #readMore(): Promise<boolean> {
    const { value, done } = await this.#reader.read();
    if (done) return false;
    const joined = new Uint8Array(this.#bytes.length + value.length);
    joined.set(this.#bytes);
    joined.set(value, this.#bytes.length);
    this.#bytes = joined;
    return true;
  }
}
