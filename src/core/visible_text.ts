// What a terminal acts on or a reader cannot see: C0, DEL, C1, marks of writing direction, separators of lines.
// deno-lint-ignore no-control-regex -- these are what is looked for
const HIDDEN = /[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;
const BREAKS: ReadonlySet<string> = new Set(["\n", "\t"]);
const SHORT: ReadonlyMap<string, string> = new Map([["\n", "\\n"], ["\r", "\\r"], ["\t", "\\t"]]);

/**
 * Writes text from outside so that a terminal shows it and does nothing else: control characters become `\x1b` and the
 * like. Breaks of lines and tabs stay. JSON text stays JSON of the same value.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert";
 * strictEqual(toVisible("red \x1b[31m\nnext"), "red \\x1b[31m\nnext");
 * ```
 */
export function toVisible(text: string): string {
  return text.replace(HIDDEN, (char) => BREAKS.has(char) ? char : escape(char));
}

/** As `toVisible`, on one line. */
export function toVisibleLine(text: string): string {
  return text.replace(HIDDEN, escape);
}

/** Makes all texts of plain data visible on one line each, names of members included. */
export function toVisibleData<Data>(data: Data): Data {
  return convert(data) as Data;
}

function convert(data: unknown): unknown {
  if (typeof data === "string") return toVisibleLine(data);
  if (Array.isArray(data)) return data.map(convert);
  if (!isPlain(data)) return data;
  return Object.fromEntries(Object.entries(data).map(([name, member]) => [toVisibleLine(name), convert(member)]));
}

function isPlain(data: unknown): data is object {
  return typeof data === "object" && data !== null && Object.getPrototypeOf(data) === Object.prototype;
}

/** Escapes as JSON has them, save for the oldest control characters, which JSON text never holds. */
function escape(char: string): string {
  const code = char.charCodeAt(0);
  const short = SHORT.get(char);
  if (short !== undefined) return short;
  return code < 0x20 ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u${code.toString(16).padStart(4, "0")}`;
}
