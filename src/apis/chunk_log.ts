import { CHUNK_CODE, CHUNK_KINDS, isOutputCode } from "../core/chunk_kind.ts";
import type { ReplyChunks } from "../core/record.ts";
import type { ReadEvent } from "./dialect.ts";

const FIRST_CAPACITY = 256;

/** A code and a count of 32 bits are exact in one number. */
const CODES = CHUNK_KINDS.length;

/**
 * Grows while a reply comes in, and is used again for the next one. Time, code and tokens of an event stand side by side:
 * with hundreds of streams none of it is near the processor when an event comes, and three arrays are fetched in thrice
 * the time of one.
 */
export class ChunkLog {
  /** Of each event its time, and its tokens times `CODES` with its code. */
  #events = new Float64Array(2 * FIRST_CAPACITY);
  #length = 0;
  #lastTokens = 0;
  /** `null`: nobody asks for them. */
  #textEnds: Uint32Array<ArrayBuffer> | null = null;
  #hasTokens = false;
  /** An output event without a count: the service does not count continuously. */
  #lacksTokens = false;

  /** Adds an event; tells whether it carried output. */
  add({ kind, completionTokens }: ReadEvent, atMs: number): boolean {
    const at = 2 * this.#length++;
    if (at === this.#events.length) this.#events = grow(this.#events, new Float64Array(2 * at));
    const code = CHUNK_CODE[kind];
    const isOutput = isOutputCode(code);
    if (completionTokens !== null) this.#lastTokens = completionTokens >>> 0;
    this.#events[at] = atMs;
    this.#events[at + 1] = this.#lastTokens * CODES + code;
    if (isOutput && completionTokens !== null) this.#hasTokens = true;
    else if (isOutput) this.#lacksTokens = true;
    return isOutput;
  }

  /** Says how many characters of text there are with the last event. */
  noteText(chars: number): void {
    const ends = this.#textEnds ??= new Uint32Array(FIRST_CAPACITY);
    if (this.#length > ends.length) this.#textEnds = grow(ends, new Uint32Array(2 * this.#length));
    this.#textEnds[this.#length - 1] = chars;
  }

  /** When output came last; `null` before the first. */
  findOutputAtMs(): number | null {
    for (let at = 2 * (this.#length - 1); at >= 0; at -= 2) {
      if (isOutputCode((this.#events[at + 1] as number) % CODES)) return this.#events[at] as number;
    }
    return null;
  }

  /** Returns copies of the events so far, in arrays of exactly their number, and starts anew. */
  take(): ReplyChunks {
    const length = this.#length;
    const isCounted = this.#hasTokens && !this.#lacksTokens;
    const atMs = new Float64Array(length);
    const kinds = new Uint8Array(length);
    const tokens = isCounted ? new Uint32Array(length) : null;
    for (let index = 0; index < length; index++) {
      const packed = this.#events[2 * index + 1] as number;
      const count = Math.floor(packed / CODES);
      atMs[index] = this.#events[2 * index] as number;
      kinds[index] = packed - count * CODES;
      if (tokens !== null) tokens[index] = count;
    }
    const textEnds = isCounted ? undefined : this.#textEnds?.slice(0, length);
    this.#length = 0;
    this.#lastTokens = 0;
    this.#hasTokens = false;
    this.#lacksTokens = false;
    return { atMs, kinds, tokens, ...(textEnds && { textEnds }) };
  }
}

function grow<T extends { set(values: T): void }>(old: T, target: T): T {
  target.set(old);
  return target;
}
