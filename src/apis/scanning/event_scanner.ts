import { concatBytes } from "../../core/bytes.ts";
import type { ReadEvent } from "../dialect.ts";
import type { EventSink, EventSource } from "../event_source.ts";
import type { EventShortcut } from "../dialect.ts";
import { BACK_TO_BACK } from "../sse_reader.ts";
import type { EventTemplate } from "./event_template.ts";
import type { ByteText, TextKind } from "./scan_rules.ts";
import type { TemplateMemory } from "./template_memory.ts";

const LF = 10;
const CR = 13;

/** An event that has not ended after so many bytes is left to the parser, and all that follow. */
const MAX_CARRY_BYTES = 65_536;

/** Longer events hold more than one token, and are seldom like others. */
const MAX_TEMPLATE_BYTES = 4096;

/** What is before and after the JSON of an event that a template can be made of: a name at the most, and its blank line. */
const BEFORE_JSON = /^(event:[^\r\n]*\r?\n)?data: ?/;

/** Only at the very start a byte order mark is none of the text: the parser must have seen that there was none. */
const EMPTY_EVENT = new TextEncoder().encode(":\n\n");

const latin1 = new TextDecoder("latin1");

/** What the scanner works for. */
export interface ScannerParts {
  /** The parser, whose events go to the reader; it is given all that is not known. */
  readonly plain: EventSource;
  readonly memory: TemplateMemory;
  readonly shortcut: EventShortcut;
  /** Told of each event that was known. */
  readonly sink: EventSink;
}

/**
 * Finds events in bytes that are known but for a text or some numbers, and has them read without parsing. All others go
 * to the parser, whole and in order, so that it always stands between two events when one is skipped.
 */
export class EventScanner implements EventSource {
  // What each read touches stands together.
  readonly #memory: TemplateMemory;
  readonly #sink: EventSink;
  /** The text that the last known event went to, at hand for the next: it is seldom another one. */
  #text: ByteText | null = null;
  #textKind: TextKind | null = null;
  /** Bytes after the last whole event. */
  #carry: Uint8Array | null = null;
  /** Whether the parser has been given anything. */
  #isParsing = false;
  /** Line ends that are not told apart here, or events without one: the parser has the rest of the stream. */
  #isPlain = false;
  readonly #plain: EventSource;
  readonly #shortcut: EventShortcut;
  /** What the parser told while it was given one event. */
  #told = 0;
  #toldName = "";
  #toldRead: ReadEvent | null = null;

  constructor({ plain, memory, shortcut, sink }: ScannerParts) {
    this.#plain = plain;
    this.#memory = memory;
    this.#shortcut = shortcut;
    this.#sink = sink;
    this.#isPlain = memory.isLineWise;
  }

  get garbage(): string | null {
    return this.#plain.garbage;
  }

  /** What is known is UTF-8. */
  get hasBrokenBytes(): boolean {
    return this.#plain.hasBrokenBytes;
  }

  /** To be called with each event that the parser told. */
  noteRead(event: ReadEvent | null, name: string): void {
    this.#told++;
    this.#toldName = name;
    this.#toldRead = event;
  }

  feed(bytes: Uint8Array): void {
    if (this.#isPlain) return this.#plain.feed(bytes);
    const carry = this.#carry;
    this.#carry = null;
    const all = carry === null ? bytes : concatBytes([carry, bytes]);
    const at = this.#readEvents(all);
    if (at < all.length) this.#keep(all.subarray(at));
  }

  end(): void {
    if (this.#carry !== null) this.#plain.feed(this.#carry);
    this.#carry = null;
    this.#plain.end();
  }

  /** Reads whole events; returns where the first begins that is not whole. */
  #readEvents(bytes: Uint8Array): number {
    const memory = this.#memory;
    memory.window.show(bytes);
    let at = 0;
    while (at < bytes.length) {
      let end = memory.match(at);
      if (end >= 0) {
        if (!this.#isParsing) this.#parse(EMPTY_EVENT);
        if (memory.matched !== null) this.#takeKnown(memory.matched);
      } else {
        end = findEventEnd(bytes, at);
        if (end < 0) return at;
        this.#parse(bytes.subarray(at, end));
      }
      at = end;
    }
    return at;
  }

  #takeKnown(template: EventTemplate): void {
    const { window } = this.#memory;
    const kind = template.textKind;
    const text = kind === null ? null : template.addTo(this.#textOf(kind), window);
    if (text !== null) this.#sink.takeText(text);
    else this.#sink.takeEvent(template.read(window, this.#shortcut));
  }

  #textOf(kind: TextKind): ByteText {
    if (this.#text !== null && this.#textKind === kind) return this.#text;
    this.#textKind = kind;
    return this.#text = this.#shortcut.textOf(kind);
  }

  #parse(bytes: Uint8Array): void {
    this.#isParsing = true;
    this.#told = 0;
    this.#plain.feed(bytes);
    if (this.#told === 1 && this.#toldRead !== null && bytes.length <= MAX_TEMPLATE_BYTES) {
      this.#learn(bytes, this.#toldRead);
    }
  }

  #learn(bytes: Uint8Array, read: ReadEvent): void {
    const text = latin1.decode(bytes);
    const start = BEFORE_JSON.exec(text)?.[0].length ?? 0;
    const end = text.trimEnd().length;
    // One data line and nothing behind it: what is between is what the reader was given.
    if (start === 0 || /[\r\n]/.test(text.slice(start, end))) return;
    this.#memory.learn({ bytes, start, end, name: this.#toldName, read }, this.#shortcut);
  }

  #keep(rest: Uint8Array): void {
    const isLineWise = BACK_TO_BACK.test(latin1.decode(rest));
    this.#memory.isLineWise ||= isLineWise;
    this.#isPlain = isLineWise || rest.length > MAX_CARRY_BYTES || hasLoneCarriageReturn(rest);
    if (this.#isPlain) this.#plain.feed(rest);
    else this.#carry = rest.slice();
  }
}

/** Returns where the event that begins at `at` ends, after its blank line; -1 where the bytes do not hold all of it. */
function findEventEnd(bytes: Uint8Array, at: number): number {
  for (let lineStart = at;;) {
    const lineEnd = bytes.indexOf(LF, lineStart);
    if (lineEnd < 0) return -1;
    if (lineEnd === lineStart || (lineEnd === lineStart + 1 && bytes[lineStart] === CR)) return lineEnd + 1;
    lineStart = lineEnd + 1;
  }
}

/** A line may end with CR alone: then events end where no LF is. */
function hasLoneCarriageReturn(bytes: Uint8Array): boolean {
  for (let at = bytes.indexOf(CR); at >= 0; at = bytes.indexOf(CR, at + 1)) if (bytes[at + 1] !== LF) return true;
  return false;
}
