import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { createRandom } from "../../../src/core/random.ts";
import { findRankRange } from "../../../src/tuning/statistics/rank_range.ts";

/** P(Binomial(count, share) <= k) from logarithms of factorials: another way than the code under test. */
function cumulative(count: number, share: number, k: number): number {
  const logFactorials = [0];
  for (let i = 1; i <= count; i++) logFactorials.push((logFactorials[i - 1] ?? 0) + Math.log(i));
  const logChoose = (i: number) =>
    (logFactorials[count] ?? 0) - (logFactorials[i] ?? 0) - (logFactorials[count - i] ?? 0);
  let sum = 0;
  for (let i = 0; i <= k; i++) sum += Math.exp(logChoose(i) + i * Math.log(share) + (count - i) * Math.log(1 - share));
  return sum;
}

for (
  const [percent, count] of [[50, 20], [50, 99], [90, 100], [99, 663], [99, 2000], [5, 120], [99.9, 9000]] as const
) {
  Deno.test(`findRankRange() of p${percent} among ${count} covers 95 %, and no rank less would`, () => {
    const share = percent / 100;
    const { low, high } = findRankRange(percent, count);
    ok(low !== null && high !== null);
    // The sample of rank r (from 0) is below the percentile when more than r samples are.
    ok(cumulative(count, share, low) <= 0.0251, "low end");
    ok(cumulative(count, share, low + 1) > 0.0249, "low end is the tightest");
    ok(1 - cumulative(count, share, high) <= 0.0251, "high end");
    ok(1 - cumulative(count, share, high - 1) > 0.0249, "high end is the tightest");
  });
}

Deno.test("findRankRange() is open above where there are too few samples", () => {
  strictEqual(findRankRange(99, 367).high, null);
  ok(findRankRange(99, 368).high !== null);
  deepStrictEqual(findRankRange(50, 1), { low: null, high: null });
});

Deno.test("findRankRange() is near the exact ranks where it takes the normal distribution", () => {
  const { low, high } = findRankRange(90, 10_000);
  ok(low !== null && high !== null);
  ok(Math.abs(cumulative(10_000, 0.9, low) - 0.025) < 0.003);
  ok(Math.abs(1 - cumulative(10_000, 0.9, high) - 0.025) < 0.003);
});

Deno.test("findRankRange() covers the true percentile in 95 of 100 draws", () => {
  const random = createRandom(7);
  const { low, high } = findRankRange(90, 400);
  let covered = 0;
  for (let draw = 0; draw < 400; draw++) {
    const samples = Array.from({ length: 400 }, () => random.next()).sort((a, b) => a - b);
    if ((samples[low ?? 0] ?? 0) <= 0.9 && (samples[high ?? 399] ?? 1) >= 0.9) covered++;
  }
  ok(covered >= 370 && covered <= 396, String(covered));
});
