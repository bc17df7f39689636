import { MAX_TIMER_MS } from "../../core/clock.ts";
import * as z from "zod";
import { isJsonObject, type JsonObject, type JsonValue } from "../../core/json.ts";
import type { Read } from "../../core/value_distribution.ts";
import { findJsonProblem } from "../parsing/json_position.ts";
import { readUserFile } from "../resolving/user_files.ts";
import { readSecondsWithUnit } from "../texts/duration_text.ts";

/** The longest time that timers of the platform take, in seconds: 2^31 ms. */
const MAX_TIMER_SECONDS: number = Math.floor(MAX_TIMER_MS / 1000);

/** The allowed range of a number. */
export interface NumberRange {
  /** The least allowed value. */
  readonly min?: number;
  /** The value itself is not allowed, all greater ones are. */
  readonly above?: number;
  /** The greatest allowed value. */
  readonly max?: number;
  /** Why there is a greatest value. */
  readonly maxReason?: string;
}

type Check = (text: string) => { readonly value: number } | { readonly expected: string; readonly hint?: string };

const INTEGER_FORM = /^[+-]?\d+(_\d+)*$/;
const DECIMAL_FORM = /^[+-]?(\d+(_\d+)*\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** Reads whole numbers as Python's `int` does, within a range. */
export function integer(range: NumberRange = {}): z.ZodType<number, string> {
  return checked((text) => readNumber(text, INTEGER_FORM, { ...range, noun: "a whole number" }));
}

/** Reads decimal numbers within a range; `nan` and `inf` are none. */
export function decimal(range: NumberRange = {}): z.ZodType<number, string> {
  return checked((text) => readNumber(text, DECIMAL_FORM, { ...range, noun: "a number" }));
}

/** Reads a time that a timer can wait, in seconds or with a unit (`500ms`, `30s`, `5m`, `2h`), and gives seconds. */
export function seconds(range: NumberRange = {}): z.ZodType<number, string> {
  const limits = { noun: "a number", max: MAX_TIMER_SECONDS, maxReason: "timers end at 2^31 ms", ...range };
  return checked((text) => readNumber(String(readSecondsWithUnit(text) ?? text), DECIMAL_FORM, limits));
}

/** Reads a rate in requests per second; -1 stands for none. */
export function rate(): z.ZodType<number, string> {
  return checked((text) => {
    const read = readNumber(text, DECIMAL_FORM, { noun: "a number" });
    if ("value" in read && (read.value > 0 || read.value === -1)) return read;
    const hint = "expected" in read ? read.hint : undefined;
    const expected = "must be a number above 0, or -1 for as fast as slots allow";
    return hint === undefined ? { expected } : { expected, hint };
  });
}

/** Takes text that a reader understands, and keeps it as it was typed. */
export function readable(read: (text: string) => Read<unknown>): z.ZodType<string, string> {
  return z.string().superRefine((typed, context) => {
    const found = read(typed);
    if (!("value" in found)) context.addIssue({ code: "custom", message: found.expected });
  });
}

/** Takes words that a reader understands together, and keeps them as they were typed. */
export function readableWords(read: (words: readonly string[]) => Read<unknown>): z.ZodType<string[], string[]> {
  return z.array(z.string()).superRefine((typed, context) => {
    const found = read(typed);
    if (!("value" in found)) context.addIssue({ code: "custom", message: found.expected });
  });
}

/** Reads a share as `0.05` or `5%`. */
export function share(): z.ZodType<number, string> {
  return checked((text) => {
    const isPercent = text.trim().endsWith("%");
    const range = { noun: "a share", min: 0, max: isPercent ? 100 : 1, maxReason: "write a share as 0.05 or 5%" };
    const read = readNumber(isPercent ? text.trim().slice(0, -1) : text, DECIMAL_FORM, range);
    return "value" in read && isPercent ? { value: read.value / 100 } : read;
  });
}

/** Takes text that is not blank and holds no NUL. */
export function text(): z.ZodType<string, string> {
  return someText().refine((value) => value === "" || value.trim() !== "", "must not be blank");
}

/** Takes text that is not empty, be it a space, and holds no NUL. */
export function someText(): z.ZodType<string, string> {
  return z.string().refine((value) => value !== "", "must not be empty")
    .refine((value) => !value.includes("\0"), "must not hold a NUL character");
}

/** Takes any text. */
export function anyText(): z.ZodType<string, string> {
  return z.string();
}

/** Takes one of some words; the words themselves are checked by the parser. */
export function word<Word extends string>(words: readonly Word[]): z.ZodType<Word, string> {
  return z.string().transform((value, context) => {
    const found = words.find((candidate) => candidate === value);
    if (found !== undefined) return found;
    return refuse(context, `must be one of ${words.join(", ")}`);
  });
}

/** Takes some of a set of words, with commas between them; each once, in the order given. */
export function wordList<Word extends string>(words: readonly Word[]): z.ZodType<readonly Word[], string> {
  return z.string().transform((value, context) => {
    const parts = value.split(",").map((part) => part.trim()).filter((part) => part !== "");
    const known = words.filter((word) => parts.includes(word));
    const isKnown = parts.every((part) => words.some((word) => word === part));
    if (isKnown && known.length > 0) return known.toSorted((a, b) => parts.indexOf(a) - parts.indexOf(b));
    return refuse(context, `must be some of ${words.join(", ")}, with commas between them`);
  });
}

/** Takes the base address of a web service; a slash at its end is dropped. */
export function httpUrl(): z.ZodType<string, string> {
  return z.string().refine((value) => {
    const protocol = URL.parse(value)?.protocol;
    return protocol === "http:" || protocol === "https:";
  }, "must be an address that begins with http:// or https://").transform((value) => value.replace(/\/+$/, ""));
}

/** Takes a switch. */
export function toggle(): z.ZodType<boolean, boolean> {
  return z.boolean();
}

/** Reads a JSON object. */
export function jsonObject(): z.ZodType<JsonObject, string> {
  return z.string().transform((value, context) => {
    const problem = findJsonProblem(value);
    if (problem !== null) return refuse(context, `must be a JSON object, but ${problem.message}`, problem.hint);
    const parsed: unknown = JSON.parse(value);
    if (isJsonObject(parsed)) return parsed;
    return refuse(context, `must be a JSON object such as {"ignore_eos": true}, not another JSON value`);
  });
}

/** Reads a JSON object or a JSON list, typed or in a file named after `@`. */
export function jsonListOrObject(example: string): z.ZodType<JsonValue, string> {
  return z.string().transform((typed, context) => {
    const expected = "must be a JSON list or object";
    const value = typed.startsWith("@") ? readUserFile(typed.slice(1)) : typed;
    if (typeof value !== "string") return refuse(context, `${expected}, or @FILE with one`, value.message);
    const problem = findJsonProblem(value);
    if (problem !== null) return refuse(context, `${expected}, but ${problem.message}`, problem.hint);
    const parsed: JsonValue = JSON.parse(value);
    if (typeof parsed === "object" && parsed !== null) return parsed;
    return refuse(context, `${expected} such as ${example}, not another JSON value`);
  });
}

/** Adds an issue to a schema's context: what would be right, and perhaps a hint. */
export function refuse(context: z.RefinementCtx, expected: string, hint?: string): never {
  context.addIssue({ code: "custom", message: expected, ...(hint === undefined ? {} : { params: { hint } }) });
  return z.NEVER;
}

function checked(check: Check): z.ZodType<number, string> {
  return z.string().transform((typed, context) => {
    const read = check(typed);
    return "value" in read ? read.value : refuse(context, read.expected, read.hint);
  });
}

function readNumber(typed: string, form: RegExp, range: NumberRange & { readonly noun: string }): ReturnType<Check> {
  const trimmed = typed.trim();
  const expected = `must be ${describeRange(range)}`;
  if (!form.test(trimmed)) {
    return /^[\d.]+(,[\d.]+)+$/.test(trimmed) ? { expected, hint: "Separate several values by spaces" } : { expected };
  }
  const value = Number(trimmed.replaceAll("_", ""));
  return isWithin(value, range) ? { value: value === 0 ? 0 : value } : { expected };
}

function isWithin(value: number, { min, above, max }: NumberRange): boolean {
  if (!Number.isFinite(value) || Math.abs(value) > Number.MAX_SAFE_INTEGER) return false;
  return value >= (min ?? -Infinity) && value > (above ?? -Infinity) && value <= (max ?? Infinity);
}

function describeRange({ noun, min, above, max, maxReason }: NumberRange & { readonly noun: string }): string {
  const reason = maxReason === undefined ? "" : ` (${maxReason})`;
  if (min !== undefined && max !== undefined) return `${noun} from ${min} to ${max}${reason}`;
  if (above !== undefined && max !== undefined) return `${noun} above ${above} and at most ${max}${reason}`;
  if (min !== undefined) return `${noun} of at least ${min}`;
  if (above !== undefined) return `${noun} above ${above}`;
  return max === undefined ? noun : `${noun} of at most ${max}${reason}`;
}
