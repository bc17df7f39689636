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
