import { formatNumber, MISSING } from "../text/number_text.ts";

/** Writes a number as people read it: at most four figures. */
export function formatBrief(value: unknown): string {
  if (typeof value !== "number" || !Number.isFinite(value)) return MISSING;
  if (value !== 0 && Math.abs(value) < 0.001) return value.toExponential(1);
  const decimals = Math.abs(value) >= 1000 ? 0 : Math.abs(value) >= 100 ? 1 : Math.abs(value) >= 10 ? 2 : 3;
  const text = formatNumber(value, decimals);
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}
