import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { createRandom } from "../../src/core/random.ts";
import { summariseRepeats, summariseValues } from "../../src/metrics/repeats.ts";
import { makeDistribution, makeMetrics } from "../support/sample_results.ts";
import { assertClose } from "./assert_close.ts";

Deno.test("summariseValues() gives the textbook's interval", () => {
  // By hand: sum 500, squares 10, deviation √2.5, standard error √0.5, t(0.975, 4) 2.776445.
  const { n, mean, standardDeviation, interval95 } = summariseValues([98, 99, 100, 101, 102]);
  strictEqual(n, 5);
  assertClose(mean, 100);
  assertClose(standardDeviation, Math.sqrt(2.5));
  assertClose(interval95?.[0] ?? null, 100 - 2.7764451052 * Math.sqrt(0.5));
  assertClose(interval95?.[1] ?? null, 100 + 2.7764451052 * Math.sqrt(0.5));
});

for (
  const [name, values, expected] of [
    ["no values", [], { n: 0, mean: null, standardDeviation: null, interval95: null }],
    ["nothing but nulls", [null, null], { n: 0, mean: null, standardDeviation: null, interval95: null }],
    ["one value", [null, 7], { n: 1, mean: 7, standardDeviation: null, interval95: null }],
    ["equal values", [7, null, 7, 7], { n: 3, mean: 7, standardDeviation: 0, interval95: [7, 7] }],
  ] as const
) {
  Deno.test(`summariseValues() of ${name} is defined as far as it can be`, () => {
    deepStrictEqual(summariseValues(values), expected);
  });
}

Deno.test("summariseValues() encloses the true mean in 95 % of samples", () => {
  const random = createRandom(7);
  let enclosed = 0;
  for (let sample = 0; sample < 2000; sample++) {
    const { interval95 } = summariseValues(Array.from({ length: 4 }, () => 50 + 3 * random.normal()));
    const [low, high] = interval95 ?? [NaN, NaN];
    if (low <= 50 && high >= 50) enclosed++;
  }
  // Three standard errors of a share of 0.95 among 2,000 are 1.5 %; the normal quantile would enclose 85 %.
  deepStrictEqual([enclosed > 1870, enclosed < 1930], [true, true], `${enclosed} of 2000`);
});

Deno.test("summariseRepeats() follows each scalar and the mean and percentiles of each distribution", () => {
  const repeats = [1, 2, 3].map((factor) => {
    const metrics = makeMetrics();
    return {
      ...metrics,
      scalars: { ...metrics.scalars, request_throughput: 10 * factor },
      distributions: { ...metrics.distributions, ttft: makeDistribution(0, 100 * factor, 50) },
    };
  });
  const { repeats: count, method, scalars, distributions } = summariseRepeats(repeats);
  strictEqual(count, 3);
  match(method, /Student's t/);
  deepStrictEqual([scalars.request_throughput.mean, scalars.request_throughput.standardDeviation], [20, 10]);
  const { mean, p50, p90, p99 } = distributions.ttft;
  deepStrictEqual([mean.mean, p50.mean, p90.mean, p99.mean], [100, 100, 180, 198]);
  strictEqual(p99.standardDeviation, 99);
  deepStrictEqual(distributions.cached_tokens.mean, { n: 0, mean: null, standardDeviation: null, interval95: null });
  strictEqual(scalars.goodput.n, 0);
});
