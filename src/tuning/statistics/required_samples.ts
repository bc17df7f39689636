/** The confidence that MLPerf asks of a percentile. */
const REQUIRED_CONFIDENCE = 0.99;

/**
 * Computes how many samples a percentile needs before its estimate can be a bound with the confidence given: so many
 * that all but one of them lie beyond the percentile's true value on its long side only with the remaining probability.
 * That is the early-stopping rule of MLPerf inference for a percentile: P(Binomial(n, tail) ≤ 1) ≤ 1 − confidence.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert";
 * strictEqual(requiredSamples(99), 662);
 * strictEqual(requiredSamples(90), 64);
 * ```
 */
export function requiredSamples(percent: number, confidence: number = REQUIRED_CONFIDENCE): number {
  const tail = Math.min(percent, 100 - percent) / 100;
  const inner = 1 - tail;
  let count = 2;
  while (inner ** count + count * tail * inner ** (count - 1) > 1 - confidence) count++;
  return count;
}
