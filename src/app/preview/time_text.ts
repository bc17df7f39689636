const SECOND_MS = 1000;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/**
 * Writes a span of time for a reader: `250 ms`, `1.5 s`, `2 min 5 s`, `1 h 30 min`.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert";
 * deepStrictEqual([250, 1500, 90_000, 125_000, 5_400_000].map(describeTime), [
 *   "250 ms",
 *   "1.5 s",
 *   "90 s",
 *   "2 min 5 s",
 *   "1 h 30 min",
 * ]);
 * ```
 */
export function describeTime(ms: number): string {
  if (ms < SECOND_MS) return `${round(ms)} ms`;
  if (ms < 2 * MINUTE_MS) return `${round(ms / SECOND_MS)} s`;
  if (ms < HOUR_MS) return joinUnits(Math.round(ms / SECOND_MS), ["min", "s"]);
  return joinUnits(Math.round(ms / MINUTE_MS), ["h", "min"]);
}

function joinUnits(small: number, [big, rest]: readonly [string, string]): string {
  const left = small % 60;
  return left === 0 ? `${Math.floor(small / 60)} ${big}` : `${Math.floor(small / 60)} ${big} ${left} ${rest}`;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
