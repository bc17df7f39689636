/** Characters that some file system refuses in a name, each of them replaced by `_`. */
const UNSAFE = /[<>:"|?*\\/\0]/g;

/**
 * Turns any text into the name of one folder or file: unsafe characters become `_`, and a name that would mean this
 * folder or its parent is replaced as well.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert";
 * strictEqual(toSafeName("Qwen/Qwen3:8b"), "Qwen_Qwen3_8b");
 * ```
 */
export function toSafeName(name: string): string {
  const safe = name.replace(UNSAFE, "_").trim();
  return /^\.*$/.test(safe) ? `_${safe.slice(1)}` : safe;
}
