import { concatBytes } from "../core/bytes.ts";
import { isJsonText } from "../core/json.ts";
import type { EventSource, OnEvent } from "./event_source.ts";
import { hasBrokenBytes } from "./reading/utf8.ts";
import { createParser } from "eventsource-parser";
import type { EventSourceMessage, EventSourceParser, ParseError } from "eventsource-parser";

const LF = 10;
const CR = 13;

// The parser takes a leading byte order mark away itself.
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** A line of data with the next one right behind it. */
export const BACK_TO_BACK: RegExp = /(?:^|\n)data:([^\r\n]*)\r?\ndata:/;
/** Text that ends with a line of data, without the blank line that ends an event. */
const OPEN_LINE = /(?:^|\n)(data:[^\r\n]*\r?\n?)$/;
const DATA_LINE = /^data:([^\r\n]*)\r?\n/gm;

/**
 * Reads server-sent events from bytes, synchronously. Some services leave out the blank line between events: where a line
 * of data that is an event of its own has the next one right behind it, each line is an event from there on. Accepts LF, CRLF and CR, comments, a byte order mark, several data
 * lines and cuts at any byte. Text is decoded up to the last line end of a read: no character reaches over a line end,
 * so that neither the decoder nor the parser need keep halves.
 */
export class SseReader implements EventSource {
  readonly #onEvent: OnEvent;
  readonly #parser: EventSourceParser;
  /** Bytes after the last line end, in the pieces they came in. */
  #rest: Uint8Array[] = [];
  #isEnding = false;
  #garbage: string | null = null;
  #isLineWise = false;
  /** The last line of data, while nothing has come behind it. */
  #open = "";
  #hasBrokenBytes = false;

  constructor(onEvent: OnEvent) {
    this.#onEvent = onEvent;
    this.#parser = createParser({
      onEvent: (event) => this.#emit(event),
      onError: (error) => this.#keepGarbage(error),
    });
  }

  /** The first line that belongs to no event stream; `null` when there was none. */
  get garbage(): string | null {
    return this.#garbage;
  }

  get hasBrokenBytes(): boolean {
    return this.#hasBrokenBytes;
  }

  /** Takes the bytes of one read; they may be reused afterwards. */
  feed(bytes: Uint8Array): void {
    const end = afterLastLineEnd(bytes);
    if (end === 0) {
      this.#rest.push(bytes.slice());
      return;
    }
    const lines = end === bytes.length ? bytes : bytes.subarray(0, end);
    const text = this.#decode(this.#rest.length === 0 ? lines : this.#joinRest(lines));
    if (end < bytes.length) this.#rest.push(bytes.slice(end));
    this.#parser.feed(this.#separate(text));
  }

  /** Ends the stream: an event without its blank line counts when it is whole, that is JSON or `[DONE]`. */
  end(): void {
    this.#isEnding = true;
    this.#parser.feed(`${this.#decode(this.#joinRest(new Uint8Array()))}\n\n`);
  }

  #decode(bytes: Uint8Array): string {
    const text = decoder.decode(bytes);
    this.#hasBrokenBytes ||= hasBrokenBytes(text, bytes);
    return text;
  }

  /** Puts the blank line behind each event of a stream that lacks it. */
  #separate(text: string): string {
    if (this.#isLineWise) return endLines(text);
    const known = this.#open + text;
    this.#isLineWise = isWholeEvent(BACK_TO_BACK.exec(known)?.[1]);
    const before = this.#open === "" ? "" : "\n";
    this.#open = OPEN_LINE.exec(known)?.[1] ?? "";
    return this.#isLineWise ? before + endLines(text) : text;
  }

  #emit({ data, event }: EventSourceMessage): void {
    if (this.#isEnding && data !== "[DONE]" && !isJsonText(data)) return;
    this.#onEvent(data, event ?? "");
  }

  /** Fields that no standard knows are to be ignored; a line that is no field at all, or holds JSON, is a fault. */
  #keepGarbage({ type, value, line }: ParseError): void {
    if (type !== "unknown-field" || line === undefined || this.#isEnding) return;
    if (/^[\w-]+:/.test(line) && !value?.startsWith("{")) return;
    this.#garbage ??= line;
  }

  #joinRest(last: Uint8Array): Uint8Array {
    return concatBytes([...this.#rest.splice(0), last]);
  }
}

function endLines(text: string): string {
  return text.replaceAll(DATA_LINE, (line, data: string) => isWholeEvent(data) ? `${line}\n` : line);
}

/** Data of several lines is JSON in pieces: no line of it is whole. */
function isWholeEvent(data: string | undefined): boolean {
  const text = data?.trim() ?? "";
  return text === "[DONE]" || (text.startsWith("{") && isJsonText(text));
}

/** Where the unfinished line begins; 0 when no line ends in these bytes. Services end their writes with LF. */
function afterLastLineEnd(bytes: Uint8Array): number {
  if (bytes[bytes.length - 1] === LF) return bytes.length;
  return Math.max(bytes.lastIndexOf(LF), bytes.lastIndexOf(CR)) + 1;
}
