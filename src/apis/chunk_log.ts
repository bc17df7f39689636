import { CHUNK_CODE, isOutputCode } from "../core/chunk_kind.ts";
import type { ReplyChunks } from "../core/record.ts";
import type { ReadEvent } from "./dialect.ts";

const FIRST_CAPACITY = 256;

/** Grows while a reply comes in, and is used again for the next one. */
export class ChunkLog {
  #atMs = new Float64Array(FIRST_CAPACITY);
  #kinds = new Uint8Array(FIRST_CAPACITY);
  #tokens = new Uint32Array(FIRST_CAPACITY);
  #length = 0;
  /** `null`: nobody asks for them. */
  #textEnds: Uint32Array<ArrayBuffer> | null = null;
  #hasTokens = false;
  /** An output event without a count: the service does not count continuously. */
  #lacksTokens = false;

  /** Adds an event; tells whether it carried output. */
  add({ kind, completionTokens }: ReadEvent, atMs: number): boolean {
    const at = this.#length++;
    if (at === this.#atMs.length) this.#grow();
    const code = CHUNK_CODE[kind];
    const isOutput = isOutputCode(code);
    this.#atMs[at] = atMs;
    this.#kinds[at] = code;
    this.#tokens[at] = completionTokens ?? this.#tokens[at - 1] ?? 0;
    if (isOutput && completionTokens !== null) this.#hasTokens = true;
    else if (isOutput) this.#lacksTokens = true;
    return isOutput;
  }

  /** Says how many characters of text there are with the last event. */
  noteText(chars: number): void {
    this.#textEnds ??= new Uint32Array(this.#atMs.length);
    this.#textEnds[this.#length - 1] = chars;
  }

  /** Returns copies of the events so far, in arrays of exactly their number, and starts anew. */
  take(): ReplyChunks {
    const length = this.#length;
    const isCounted = this.#hasTokens && !this.#lacksTokens;
    const chunks = {
      atMs: this.#atMs.slice(0, length),
      kinds: this.#kinds.slice(0, length),
      tokens: isCounted ? this.#tokens.slice(0, length) : null,
      ...(isCounted || this.#textEnds === null ? {} : { textEnds: this.#textEnds.slice(0, length) }),
    };
    this.#length = 0;
    this.#hasTokens = false;
    this.#lacksTokens = false;
    return chunks;
  }

  #grow(): void {
    const capacity = this.#atMs.length * 2;
    this.#atMs = copyInto(new Float64Array(capacity), this.#atMs);
    this.#kinds = copyInto(new Uint8Array(capacity), this.#kinds);
    this.#tokens = copyInto(new Uint32Array(capacity), this.#tokens);
    if (this.#textEnds !== null) this.#textEnds = copyInto(new Uint32Array(capacity), this.#textEnds);
  }
}

function copyInto<T extends { set(values: T): void }>(target: T, source: T): T {
  target.set(source);
  return target;
}
