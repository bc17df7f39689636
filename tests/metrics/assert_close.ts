import { AssertionError } from "node:assert";

/** Fails unless two numbers are equal but for rounding of doubles, or both `null`. */
export function assertClose(actual: number | null, expected: number | null, what = "value"): void {
  if (actual === expected) return;
  const tolerance = 1e-9 * Math.max(1, Math.abs(expected ?? 0));
  if (actual !== null && expected !== null && Math.abs(actual - expected) <= tolerance) return;
  throw new AssertionError({ message: `${what} is ${actual}, not ${expected}`, actual, expected });
}
