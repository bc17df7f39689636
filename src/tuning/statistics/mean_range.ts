import { toConfidenceFactor } from "../../metrics/samples/student_t.ts";

/** Returns the half width of the 95 % interval of a mean by Student's t; `null` with fewer than two values. */
export function meanHalfWidth(standardDeviation: number, count: number): number | null {
  const factor = toConfidenceFactor(count - 1);
  return factor === null ? null : factor * standardDeviation / Math.sqrt(count);
}

/** Computes mean and sample standard deviation. */
export function spreadOf(values: readonly number[]): { readonly mean: number; readonly standardDeviation: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, standardDeviation: values.length < 2 ? 0 : Math.sqrt(squares / (values.length - 1)) };
}
