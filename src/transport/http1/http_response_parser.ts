import { concatBytes } from "../../core/bytes.ts";
import { FOLDED, isKeptAlive, parseResponseHead, ResponseFault, toBodyFraming } from "./response_head.ts";
import type { ResponseHead } from "./response_head.ts";
import { checkBeginning, findHeadEnd, findLf, isLineEnd, LINE_END, readChunkSize, toLatin1 } from "./response_bytes.ts";

/** Told of a response while it is read. Called synchronously. */
export interface ResponseHandler {
  /** The final head; interim ones (1xx) are read over. */
  onHead(head: ResponseHead): void;
  /** A part of the body, its framing taken off; only valid during the call. */
  onBody(bytes: Uint8Array): void;
}

/** Limits on what is kept of a response before it is understood. */
export interface ParserLimits {
  /** Of a head, and of trailers. */
  readonly headBytes: number;
  /** Of one line in them. */
  readonly lineBytes: number;
  /** Of a chunk's size with its extensions. */
  readonly chunkLineBytes: number;
  readonly interimHeads: number;
}

/** Wide enough for every gateway, small enough that a peer cannot fill the memory. */
export const PARSER_LIMITS: ParserLimits = {
  headBytes: 262_144,
  lineBytes: 65_536,
  chunkLineBytes: 4096,
  interimHeads: 64,
};

/** What the parser waits for. */
type State = "head" | "length" | "until_close" | "size" | "data" | "data_end" | "trailer" | "done" | "broken";

const CR = 13;
const LF = 10;
/** The end of a head's last line, and the empty line behind it. */
const HEAD_END = /\r?\n\r?\n$/;
/** Of empty lines before a head. */
const MAX_EMPTY_BYTES = 16;
const NO_BYTES = new Uint8Array(0);

/**
 * Reads one HTTP/1.1 response from bytes as they come, cut anywhere. Synchronous; the body goes on without a copy. What
 * services write by hand is read where it can mean one thing only (RFC 9112, 2.2, 5.2, 7.1): lines that end in LF alone,
 * empty lines before the head, folded header lines, blanks behind a chunk's size. Used again for the next response on a
 * connection after `reset()`.
 */
export class HttpResponseParser {
  // What each read touches stands together.
  #state: State = "head";
  /** A line or head that is not whole yet. */
  #carry: Uint8Array = NO_BYTES;
  #leftBytes = 0;
  /** The size of the chunk stood in a line that ends in CR LF, so does the chunk. */
  #hasReturns = true;
  readonly #handler: ResponseHandler;
  readonly #limits: ParserLimits;
  #interimHeads = 0;
  #trailerBytes = 0;
  #emptyBytes = 0;
  #isKeptAlive = false;
  #hasHead = false;
  #fault: string | null = null;

  constructor(handler: ResponseHandler, limits: ParserLimits = PARSER_LIMITS) {
    this.#handler = handler;
    this.#limits = limits;
  }

  /** Gets ready for the next response. */
  reset(): void {
    this.#state = "head";
    this.#carry = NO_BYTES;
    this.#leftBytes = 0;
    this.#interimHeads = 0;
    this.#trailerBytes = 0;
    this.#emptyBytes = 0;
    this.#isKeptAlive = false;
    this.#hasHead = false;
    this.#fault = null;
  }

  /** The response was read to its end. */
  get isDone(): boolean {
    return this.#state === "done";
  }

  /** The final head has come. */
  get hasHead(): boolean {
    return this.#hasHead;
  }

  /** Nothing of a response has come. */
  get isUntouched(): boolean {
    return this.#state === "head" && this.#carry.length === 0 && this.#interimHeads === 0;
  }

  /** Why this is no HTTP; `null` while it is. */
  get fault(): string | null {
    return this.#fault;
  }

  /** Whether the connection may be used again; known when done. */
  get isReusable(): boolean {
    return this.#state === "done" && this.#isKeptAlive;
  }

  /** Reads bytes; returns how many belonged to this response. Fewer than given: it is done, or broken. */
  push(bytes: Uint8Array): number {
    let at = 0;
    try {
      while (at < bytes.length && this.#state !== "done" && this.#state !== "broken") at = this.#step(bytes, at);
    } catch (error) {
      if (!(error instanceof ResponseFault)) throw error;
      this.#fault = error.message;
      this.#state = "broken";
    }
    return at;
  }

  /** The peer sends no more; afterwards `isDone` tells whether the response was whole. */
  end(): void {
    if (this.#state === "until_close") this.#state = "done";
  }

  #step(bytes: Uint8Array, at: number): number {
    switch (this.#state) {
      case "data":
        return this.#readData(bytes, at, "data_end");
      case "length":
        return this.#readData(bytes, at, "done");
      case "size":
        return this.#readSize(bytes, at);
      case "data_end":
        return this.#readDataEnd(bytes, at);
      case "head":
        return this.#readHead(bytes, at);
      case "trailer":
        return this.#readTrailer(bytes, at);
      default:
        this.#handler.onBody(at === 0 ? bytes : bytes.subarray(at));
        return bytes.length;
    }
  }

  #readData(bytes: Uint8Array, at: number, next: State): number {
    const end = Math.min(bytes.length, at + this.#leftBytes);
    this.#leftBytes -= end - at;
    if (this.#leftBytes === 0) this.#state = next;
    this.#handler.onBody(bytes.subarray(at, end));
    return end;
  }

  /** The size of a chunk: read in place when its line is whole. */
  #readSize(bytes: Uint8Array, at: number): number {
    const end = this.#lineEnd(bytes, at, this.#limits.chunkLineBytes);
    if (end < 0) return bytes.length;
    const isWhole = this.#carry.length === 0;
    const line = isWhole ? bytes : this.#takeCarry(bytes, at, end);
    this.#hasReturns = line[isWhole ? end - 2 : line.length - 2] === CR;
    const size = isWhole ? readChunkSize(line, at, end) : readChunkSize(line, 0, line.length);
    this.#leftBytes = size;
    this.#state = size === 0 ? "trailer" : "data";
    return end;
  }

  #readDataEnd(bytes: Uint8Array, at: number): number {
    const hasReturn = this.#carry.length > 0;
    // Nearly always: both bytes, in one read.
    if (bytes[at] === CR && bytes[at + 1] === LF && !hasReturn) {
      this.#state = "size";
      return at + 2;
    }
    if (bytes[at] === LF && (hasReturn || !this.#hasReturns)) {
      this.#carry = NO_BYTES;
      this.#state = "size";
    } else if (bytes[at] === CR && !hasReturn) {
      this.#carry = bytes.slice(at, at + 1);
    } else {
      throw new ResponseFault("a chunk is longer than its size says");
    }
    return at + 1;
  }

  #readTrailer(bytes: Uint8Array, at: number): number {
    const end = this.#lineEnd(bytes, at, this.#limits.lineBytes);
    if (end < 0) return bytes.length;
    const line = this.#takeCarry(bytes, at, end);
    this.#trailerBytes += line.length;
    if (this.#trailerBytes > this.#limits.headBytes) throw new ResponseFault("the trailers are too large");
    const text = toLatin1(line).replace(LINE_END, "");
    if (text === "") this.#state = "done";
    else if (!FOLDED.test(text)) parseResponseHead(["HTTP/1.1 200", text]);
    return end;
  }

  #readHead(bytes: Uint8Array, at: number): number {
    if (this.#carry.length === 0 && isLineEnd(bytes[at])) return this.#skipLineEnd(at);
    const end = findHeadEnd(this.#carry, bytes, at);
    const headBytes = this.#carry.length + (end < 0 ? bytes.length : end) - at;
    if (headBytes > this.#limits.headBytes) throw new ResponseFault("the head is too large");
    if (end < 0) {
      this.#carry = concatBytes([this.#carry, bytes.subarray(at)]);
      checkBeginning(this.#carry);
      return bytes.length;
    }
    this.#takeHead(this.#takeCarry(bytes, at, end));
    return end;
  }

  /** A peer may end the response before with a line too many; not with any number of them. */
  #skipLineEnd(at: number): number {
    if (++this.#emptyBytes > MAX_EMPTY_BYTES) throw new ResponseFault("no HTTP/1 status line, but empty lines");
    return at + 1;
  }

  #takeHead(head: Uint8Array): void {
    const lines = toLatin1(head).replace(HEAD_END, "").split(LINE_END);
    if (lines.some((line) => line.length > this.#limits.lineBytes)) {
      throw new ResponseFault("a header line is too long");
    }
    const parsed = parseResponseHead(lines);
    if (parsed.status === 101) throw new ResponseFault("the service changes the protocol");
    if (parsed.status < 200) {
      if (++this.#interimHeads > this.#limits.interimHeads) throw new ResponseFault("too many interim responses");
      return;
    }
    const framing = toBodyFraming(parsed);
    this.#isKeptAlive = framing.kind !== "until_close" && isKeptAlive(parsed);
    this.#leftBytes = framing.kind === "length" ? framing.bytes : 0;
    if (framing.kind === "chunked") this.#state = "size";
    else if (framing.kind === "until_close") this.#state = "until_close";
    else this.#state = this.#leftBytes === 0 ? "done" : "length";
    this.#hasHead = true;
    this.#handler.onHead(parsed);
  }

  /** Returns where the line that begins at `at` ends; keeps what there is of it, and returns -1, when it is not whole. */
  #lineEnd(bytes: Uint8Array, at: number, limitBytes: number): number {
    const lf = findLf(bytes, at);
    const end = lf < 0 ? bytes.length : lf + 1;
    if (this.#carry.length + end - at > limitBytes) throw new ResponseFault("a line is too long");
    if (lf < 0) {
      this.#carry = concatBytes([this.#carry, bytes.subarray(at)]);
      return -1;
    }
    return end;
  }

  /** The kept bytes with those that complete them. */
  #takeCarry(bytes: Uint8Array, at: number, end: number): Uint8Array {
    const whole = concatBytes([this.#carry, bytes.subarray(at, end)]);
    this.#carry = NO_BYTES;
    return whole;
  }
}
