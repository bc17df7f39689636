import type { JsonObject } from "../../core/json.ts";
import type { ReadEvent } from "../dialect.ts";

/**
 * How events of one dialect may differ and still be known without parsing. A place is the way to a value:
 * `choices.*.delta.content`, `*` for every element of an array.
 */
export interface ScanRules {
  /** Strings and numbers that the reader reads: they are filled into the event known before. */
  readonly read: ReadonlySet<string>;
  /** Members that the reader never looks at, with all that is in them. */
  readonly unread: ReadonlySet<string>;
}

/** Texts that can be gathered as bytes: what deltas add to the answer or the reasoning, and the text of completions. */
export type TextKind = "content" | "reasoning" | "text";

/** A text that grows. */
export interface ByteText {
  /** Adds the inside of a JSON string, known to be right and not empty; `false`: not added, it must be read as text. */
  addJson(bytes: Uint8Array, start: number, end: number): boolean;
}

/** The back door of a reader: events that need not be parsed, because all but a few values is known. */
export interface EventShortcut {
  /** The same object for all readers of a dialect. */
  readonly rules: ScanRules;
  /**
   * The kind of text that an event adds when that is all it does, by a text at one of the places of `rules.read`: no
   * count, no finish, no other choice. `null` for every other event.
   */
  textKindOf(event: JsonObject, text: string): TextKind | null;
  /** The text of a kind so far, to which such events add. */
  textOf(kind: TextKind): ByteText;
  /** Reads an event as `readEvent` would read its text; the object is used again afterwards. */
  readParsed(event: JsonObject, eventName: string): ReadEvent | null;
}
