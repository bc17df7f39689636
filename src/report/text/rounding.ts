/** Decimals of numbers in the files that the reference has too. */
const FILE_DECIMALS = 4;

/**
 * Rounds a number for a file; `null` stays what it is, so that no file ever holds NaN or a stand-in.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert";
 * strictEqual(roundForFile(12.62399999), 12.624);
 * strictEqual(roundForFile(null), null);
 * ```
 */
export function roundForFile(value: number | null, decimals: number = FILE_DECIMALS): number | null {
  return value === null || !Number.isFinite(value) ? null : Number(value.toFixed(decimals));
}
