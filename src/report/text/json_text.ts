import { wrapText } from "./fitted_text.ts";

const WIDTH = 100;
/** A value that a line may end behind: none that holds a blank. */
const PLAIN = String.raw`(?:-?\d[\d.eE+-]*|null|true|false|"[^"\\\s]*")`;
const PLAIN_LIST = new RegExp(String.raw`\[\n( +)(${PLAIN}(?:,\n +${PLAIN})*)\n( *)\]`, "g");

/**
 * Writes data as JSON for people: lists of numbers and short words fill their lines.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert";
 * strictEqual(formatJson({ times: [1, 2.5], text: "a b" }), '{\n  "times": [1, 2.5],\n  "text": "a b"\n}');
 * ```
 */
export function formatJson(data: unknown): string {
  return JSON.stringify(data, null, 2).replaceAll(PLAIN_LIST, (_list, ...parts: string[]) => {
    const [indent = "", items = "", end = ""] = parts;
    const lines = wrapText(items.replaceAll(/\n +/g, " "), WIDTH - indent.length);
    return lines.length === 1 ? `[${lines[0]}]` : `[\n${lines.map((line) => indent + line).join("\n")}\n${end}]`;
  });
}
