import { isJsonText, type JsonObject } from "../../core/json.ts";
import type { ReadEvent } from "../dialect.ts";
import { hasBrokenBytes } from "../reading/utf8.ts";
import { toLiteral } from "./byte_window.ts";
import type { ByteWindow, Literal } from "./byte_window.ts";
import { findJsonLeaves } from "./json_leaves.ts";
import type { JsonLeaf, LeafForm } from "./json_leaves.ts";
import type { EventShortcut } from "../dialect.ts";
import type { ByteText, ScanRules, TextKind } from "./scan_rules.ts";
import { SCAN_VALUE } from "./scan_value.ts";
import type { ScanValue } from "./scan_value.ts";

/** With more values than this an event is cheaper parsed. */
const MAX_SLOTS = 64;

const SHORT_TEXT_BYTES = 16;

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** An event that was read, to make a template of. */
export interface SeenEvent {
  /** Its bytes with all their lines, the blank one included. */
  readonly bytes: Uint8Array;
  /** Where the JSON of its only data line is. */
  readonly start: number;
  readonly end: number;
  readonly name: string;
  /** What the reader made of it. */
  readonly read: ReadEvent;
}

/** A value that differs from event to event. */
interface Slot {
  readonly form: LeafForm;
  readonly scan: ScanValue;
  /** Where the value belongs in the event; `null`: nobody reads it. */
  readonly target: SlotTarget | null;
}

interface SlotTarget {
  readonly owner: Record<string | number, unknown>;
  readonly key: string | number;
}

/** The slot whose text is all that an event brings. */
interface PlainText {
  readonly kind: TextKind;
  readonly slot: number;
}

/** Makes a template of an event; `null` where its bytes do not tell for certain what it holds. */
export function createTemplate(seen: SeenEvent, shortcut: EventShortcut): EventTemplate | null {
  const json = seen.bytes.subarray(seen.start, seen.end);
  const leaves = findJsonLeaves(json)?.filter((leaf) => placeOf(leaf, shortcut.rules) !== "fixed");
  if (leaves === undefined || leaves.length > MAX_SLOTS) return null;
  // Bytes that are no UTF-8 have to be noticed each time they come.
  if (hasBrokenBytes(decoder.decode(seen.bytes), seen.bytes)) return null;
  const text = decoder.decode(json);
  // Some readers take more than JSON, such as Python's numbers.
  if (!isJsonText(text)) return null;
  const event: JsonObject = JSON.parse(text);
  const slots = leaves.map((leaf) => toSlot(leaf, event, shortcut.rules));
  const edges = [0, ...leaves.flatMap(({ start, end }) => [seen.start + start, seen.start + end]), seen.bytes.length];
  return new EventTemplate(seen, {
    event,
    slots,
    literals: Array.from(edges.keys())
      .filter((index) => index % 2 === 0)
      .map((index) => toLiteral(seen.bytes.subarray(edges[index], edges[index + 1]))),
    text: findPlainText(slots, event, { seen, shortcut }),
  });
}

interface TemplateParts {
  readonly event: JsonObject;
  readonly literals: readonly Literal[];
  readonly slots: readonly Slot[];
  readonly text: PlainText | null;
}

/**
 * The bytes of an event but for some values. Equal bytes are equal JSON: an event that has all of them, with whole values
 * of the same form between, is the event that was parsed, with those values in it.
 */
export class EventTemplate {
  /** Whether another event has matched since the template was made. */
  isProven = false;
  readonly #parts: TemplateParts;
  readonly #name: string;
  readonly #read: ReadEvent;
  /** Where the values of the last match are: start and end of each. */
  readonly #spans: Int32Array;

  constructor({ name, read }: SeenEvent, parts: TemplateParts) {
    this.#parts = parts;
    this.#name = name;
    this.#read = read;
    this.#spans = new Int32Array(2 * parts.slots.length);
  }

  /** Returns where the event that begins at `at` ends; -1 where it is not one of these. */
  match(window: ByteWindow, at: number): number {
    const { literals, slots } = this.#parts;
    const spans = this.#spans;
    for (let index = 0; index < slots.length; index++) {
      const literal = literals[index] as Literal;
      if (!window.holds(literal, at)) return -1;
      at += literal.bytes.length;
      spans[2 * index] = at;
      at = (slots[index] as Slot).scan(window, at);
      if (at < 0) return -1;
      spans[2 * index + 1] = at;
    }
    const last = literals[slots.length] as Literal;
    return window.holds(last, at) ? at + last.bytes.length : -1;
  }

  /** The kind of text that is all that such an event brings; `null`: it may bring more. */
  get textKind(): TextKind | null {
    return this.#parts.text?.kind ?? null;
  }

  /** Adds the text of the event that was matched last; `null`: it must be read with all that it brings. */
  addTo(target: ByteText, { bytes }: ByteWindow): ReadEvent | null {
    const slot = this.#parts.text?.slot ?? 0;
    const start = this.#spans[2 * slot] as number;
    const end = this.#spans[2 * slot + 1] as number;
    return end > start && target.addJson(bytes, start, end) ? this.#read : null;
  }

  /** Has the event read that was matched last. */
  read({ bytes }: ByteWindow, shortcut: EventShortcut): ReadEvent | null {
    this.#fill(bytes);
    return shortcut.readParsed(this.#parts.event, this.#name);
  }

  #fill(bytes: Uint8Array): void {
    const { slots } = this.#parts;
    for (let index = 0; index < slots.length; index++) {
      const { form, target } = slots[index] as Slot;
      if (target === null) continue;
      const text = toText(bytes, this.#spans[2 * index] as number, this.#spans[2 * index + 1] as number);
      target.owner[target.key] = parseValue(form, text);
    }
  }
}

/** Decodes bytes; for a few letters a call of the platform costs more than reading them one by one. */
function toText(bytes: Uint8Array, start: number, end: number): string {
  let text = "";
  if (end - start <= SHORT_TEXT_BYTES) {
    for (let at = start; at < end; at++) {
      const byte = bytes[at] as number;
      if (byte >= 0x80) return decoder.decode(bytes.subarray(start, end));
      text += String.fromCharCode(byte);
    }
    return text;
  }
  return decoder.decode(bytes.subarray(start, end));
}

function parseValue(form: LeafForm, text: string): unknown {
  if (form === "string") return text.includes("\\") ? JSON.parse(`"${text}"`) : text;
  return form === "number" ? Number(text) : JSON.parse(`[${text}]`);
}

function placeOf({ path }: JsonLeaf, { read, unread }: ScanRules): "read" | "unread" | "fixed" {
  let place = "";
  for (const step of path) {
    place += `${place === "" ? "" : "."}${typeof step === "number" ? "*" : step}`;
    if (unread.has(place)) return "unread";
  }
  return read.has(place) ? "read" : "fixed";
}

function toSlot(leaf: JsonLeaf, event: JsonObject, rules: ScanRules): Slot {
  const isRead = placeOf(leaf, rules) === "read";
  return { form: leaf.form, scan: SCAN_VALUE[leaf.form], target: isRead ? toTarget(leaf, event) : null };
}

function toTarget({ path }: JsonLeaf, event: JsonObject): SlotTarget {
  const owner = path.slice(0, -1).reduce<Record<string | number, unknown>>(
    (object, step) => object[step] as Record<string | number, unknown>,
    event as Record<string | number, unknown>,
  );
  return { owner, key: path.at(-1) as string | number };
}

function findPlainText(
  slots: readonly Slot[],
  event: JsonObject,
  { seen, shortcut }: { readonly seen: SeenEvent; readonly shortcut: EventShortcut },
): PlainText | null {
  const slot = slots.findIndex(({ target }) => target !== null);
  const target = slots[slot]?.target ?? null;
  const isOnly = slots.filter((other) => other.target !== null).length === 1;
  if (!isOnly || target === null || !seen.read.isPrimary || seen.read.completionTokens !== null) return null;
  const text = target.owner[target.key];
  const kind = typeof text === "string" && text !== "" ? shortcut.textKindOf(event, text) : null;
  const isReadAsSuch = seen.read.kind === (kind === "text" ? "content" : kind);
  return kind !== null && isReadAsSuch ? { kind, slot } : null;
}
