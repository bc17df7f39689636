import { groupNumber } from "../../core/grouped_number.ts";

/** Shown where there is no value: never 0, -1 or NaN. */
export const MISSING = "—";

/**
 * Writes a number with fixed decimals and thousands apart; what is undefined as a dash.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert";
 * strictEqual(formatNumber(12345.678, 2), "12,345.68");
 * strictEqual(formatNumber(null, 2), "—");
 * ```
 */
export function formatNumber(value: number | null | undefined, decimals: number): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return MISSING;
  return groupNumber(value, decimals);
}

/**
 * Writes a whole number short enough for a heading: no decimals where there are none.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert";
 * strictEqual(formatSetting(20), "20");
 * strictEqual(formatSetting(2.5), "2.5");
 * ```
 */
export function formatSetting(value: number | null): string {
  return value === null ? MISSING : String(Number(value.toFixed(4)));
}

/**
 * Writes a share (0…1) in percent. Only a whole share is written as 100 %: one failure in ten thousand stays visible.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert";
 * strictEqual(formatShare(1), "100%");
 * strictEqual(formatShare(0.99999), "99.9%");
 * ```
 */
export function formatShare(share: number | null): string {
  if (share === null || !Number.isFinite(share)) return MISSING;
  if (share === 1 || share === 0) return `${share * 100}%`;
  const percent = Math.min(99.9, Math.max(0.1, share * 100));
  return `${percent.toFixed(1)}%`;
}

/** Writes a time with its unit; a missing one without. */
export function formatMs(value: number | null, decimals: number): string {
  return value === null ? MISSING : `${formatNumber(value, decimals)} ms`;
}

/**
 * Writes a duration as a clock does.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert";
 * strictEqual(formatClock(3_723_400), "1:02:03");
 * ```
 */
export function formatClock(durationMs: number): string {
  const seconds = Math.max(0, Math.floor(durationMs / 1000));
  const twoDigits = (value: number) => String(value).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  const tail = twoDigits(seconds % 60);
  return hours > 0 ? `${hours}:${twoDigits(minutes)}:${tail}` : `${minutes}:${tail}`;
}

/** Writes bytes in megabytes (10⁶). */
export function formatMegabytes(bytes: number): string {
  return `${formatNumber(bytes / 1e6, 0)} MB`;
}

/** Writes a number of things: `1 request`, `2 requests`. */
export function formatCount(number: number, noun: string): string {
  return `${formatNumber(number, 0)} ${noun}${number === 1 ? "" : "s"}`;
}
