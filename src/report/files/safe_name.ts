/** Characters that some file system refuses in a name, each of them replaced by `_`. */
const UNSAFE = /[<>:"|?*\\/\0]/g;

/** File systems take names of 255 bytes; this leaves room for what is written behind one. */
const MOST_BYTES = 200;

/**
 * Turns any text into the name of one folder or file: unsafe characters become `_`, and a name that would mean this
 * folder or its parent is replaced as well. What is too long for a name is cut.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert";
 * strictEqual(toSafeName("Qwen/Qwen3:8b"), "Qwen_Qwen3_8b");
 * ```
 */
export function toSafeName(name: string): string {
  const safe = name.replace(UNSAFE, "_").trim();
  return cut(/^\.*$/.test(safe) ? `_${safe.slice(1)}` : safe);
}

function cut(name: string): string {
  const { read } = new TextEncoder().encodeInto(name, new Uint8Array(MOST_BYTES));
  return name.slice(0, read).trim();
}
