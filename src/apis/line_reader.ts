import { concatBytes } from "../core/bytes.ts";
import { isJsonText } from "../core/json.ts";
import type { EventSource, OnEvent } from "./event_source.ts";
import { hasBrokenBytes } from "./reading/utf8.ts";

const LF = 10;

const decoder = new TextDecoder();

/**
 * Reads JSON texts, one a line (NDJSON), from bytes, synchronously; blank lines are nothing. Text is decoded up to the last
 * line end of a read: no character reaches over a line end.
 */
export class LineReader implements EventSource {
  readonly #onEvent: OnEvent;
  /** Bytes after the last line end, in the pieces they came in. */
  #rest: Uint8Array[] = [];

  #hasBrokenBytes = false;

  /** A line that is no JSON is the reader's to judge. */
  readonly garbage = null;

  constructor(onEvent: OnEvent) {
    this.#onEvent = onEvent;
  }

  get hasBrokenBytes(): boolean {
    return this.#hasBrokenBytes;
  }

  feed(bytes: Uint8Array): void {
    const end = bytes.lastIndexOf(LF) + 1;
    if (end > 0) this.#emit(concatBytes([...this.#rest.splice(0), bytes.subarray(0, end)]));
    if (end < bytes.length) this.#rest.push(bytes.slice(end));
  }

  /** A last line without its end counts when it is whole. */
  end(): void {
    const last = decoder.decode(concatBytes(this.#rest.splice(0)));
    if (isJsonText(last)) this.#onEvent(last.trim(), "");
  }

  #emit(bytes: Uint8Array): void {
    const lines = decoder.decode(bytes);
    this.#hasBrokenBytes ||= hasBrokenBytes(lines, bytes);
    for (const line of lines.split("\n")) {
      const text = line.trim();
      if (text !== "") this.#onEvent(text, "");
    }
  }
}
