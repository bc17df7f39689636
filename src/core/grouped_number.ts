/**
 * Writes a number with fixed decimals and its thousands apart.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert";
 * strictEqual(groupNumber(12345.678, 2), "12,345.68");
 * strictEqual(groupNumber(-1234567), "-1,234,567");
 * ```
 */
export function groupNumber(value: number, decimals = 0): string {
  const [whole = "", fraction] = value.toFixed(decimals).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

/**
 * Writes a number as it was asked for, its thousands apart.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert";
 * strictEqual(groupSetting(12000), "12,000");
 * strictEqual(groupSetting(2.5), "2.5");
 * ```
 */
export function groupSetting(value: number): string {
  return groupNumber(value, String(value).split(".")[1]?.length ?? 0);
}
