import { secondsToMs } from "../../core/seconds.ts";

const UNIT_SECONDS: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, min: 60, h: 3600 };
const FORM = /^(\d+(?:_\d+)*\.?\d*|\.\d+)\s*(ms|s|min|m|h)$/i;

/**
 * Reads a time with its unit, in seconds: `500ms`, `30s`, `1.5m`, `2h`; `null` where there is no unit or no time.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert";
 * deepStrictEqual(["90s", "1.5m", "90", "soon"].map(readSecondsWithUnit), [90, 90, null, null]);
 * ```
 */
export function readSecondsWithUnit(text: string): number | null {
  const [, digits = "", unit = ""] = FORM.exec(text.trim()) ?? [];
  const factor = UNIT_SECONDS[unit.toLowerCase()];
  return factor === undefined ? null : Number(digits.replaceAll("_", "")) * factor;
}

/** Reads a time in seconds, with or without a unit; `null` where it is none. */
export function readSeconds(text: string): number | null {
  const bare = /^(\d+\.?\d*|\.\d+)$/.test(text.trim()) ? Number(text) : null;
  return bare ?? readSecondsWithUnit(text);
}

/** Turns seconds as options have them into whole ms; `null` stays. */
export function toMs(seconds: number | null): number | null {
  const ms = secondsToMs(seconds);
  return ms === null ? null : Math.round(ms);
}

/** Writes a time in seconds shortly: `30s`, `0.5s`. */
export function formatSeconds(ms: number): string {
  return `${Number((ms / 1000).toFixed(3))}s`;
}
