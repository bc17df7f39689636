import { AssertionError, deepStrictEqual } from "node:assert";

/** Fails unless two numbers are equal but for rounding of doubles, or both `null`. */
export function assertClose(actual: number | null, expected: number | null, what = "value"): void {
  if (actual === expected) return;
  const tolerance = 1e-9 * Math.max(1, Math.abs(expected ?? 0));
  if (actual !== null && expected !== null && Math.abs(actual - expected) <= tolerance) return;
  throw new AssertionError({ message: `${what} is ${actual}, not ${expected}`, actual, expected });
}

/** Fails unless two values of plain data have the same shape, and in it numbers that are equal but for rounding. */
export function assertDeepClose(actual: unknown, expected: unknown, what: string): void {
  if (typeof actual === "number" && typeof expected === "number") return assertClose(actual, expected, what);
  const isBoth = typeof actual === "object" && actual !== null && typeof expected === "object" && expected !== null;
  if (!isBoth) return deepStrictEqual(actual, expected, what);
  deepStrictEqual(Object.keys(actual), Object.keys(expected), what);
  const pairs = Object.entries({ ...actual }).map(([key, value]) => [key, value, Reflect.get(expected, key)] as const);
  for (const [key, one, other] of pairs) assertDeepClose(one, other, `${what}.${key}`);
}
