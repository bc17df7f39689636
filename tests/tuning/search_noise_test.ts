import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import type { TuningResult } from "../../src/metrics/tuning/tuning_result.ts";
import { search } from "./model_search.ts";
import { kneeModel, queueModel } from "./model_service.ts";

const SEEDS = Array.from({ length: 10 }, (_, seed) => seed);

/** Searches with ten seeds; all but one must come within 5 % of the truth, with a bounded number of runs. */
function testKnee(
  name: string,
  truth: number,
  search: (seed: number) => Promise<TuningResult & { trialCount: number }>,
) {
  for (const part of [SEEDS.slice(0, 3), SEEDS.slice(3, 6), SEEDS.slice(6)]) {
    Deno.test(`searchHighestLoad() finds ${name} within 5 %, seeds ${part.join()}`, async () => {
      const misses: string[] = [];
      for (const seed of part) {
        const { winner, trialCount } = await search(seed);
        ok(trialCount <= 80, `${trialCount} runs`);
        if (Math.abs((winner?.value ?? 0) / truth - 1) > 0.05) misses.push(`${seed}: ${winner?.value}`);
      }
      deepStrictEqual(misses, []);
    });
  }
}

testKnee(
  "the rate at which the p99 of a queue meets its limit",
  50 - Math.log(100) / 0.5,
  (seed) => search(queueModel(seed, 50), { variable: "rate", sla: { p99_latency: "<=0.5" } }),
);

testKnee(
  "the rate at which the mean of a queue meets its limit",
  40,
  (seed) => search(queueModel(seed, 50), { variable: "rate", sla: { avg_latency: "<=100ms" } }),
);

testKnee(
  "a rate below one request per second",
  0.4,
  (seed) =>
    search(queueModel(seed, 0.5), {
      variable: "rate",
      lowerBound: 0.01,
      start: 0.1,
      sla: { p90_latency: `<=${Math.log(10) / 0.1}` },
    }),
);

testKnee(
  "the slots at which TPOT passes its limit",
  76.8,
  (seed) => search(kneeModel(seed, { capacity: 64 }), { sla: { avg_tpot: "<=12" } }),
);

testKnee(
  "the slots at which p99 TTFT passes its limit",
  64 * 2 / 1.2326,
  (seed) => search(kneeModel(seed, { capacity: 64 }), { sla: { p99_ttft: "<=100ms" } }),
);

Deno.test("searchHighestLoad() repeats a load that noise decides up to a bound, and no other", async () => {
  const { points, winner, confidence, warnings } = await search(queueModel(3, 50), {
    variable: "rate",
    sla: { p90_latency: "<=0.2" },
  });
  const unsure = points.filter(({ isSure }) => !isSure);
  ok(unsure.length > 0);
  ok(unsure.every(({ trials }) => trials.length === 6));
  ok(points.filter(({ value }) => value <= 16).every(({ trials }) => trials.length === 3));
  ok(warnings.some((warning) => warning.startsWith("Noise as large as the distance to the limit decided")));
  ok((confidence.low ?? 0) <= (winner?.value ?? 0) && (winner?.value ?? 0) < (confidence.high ?? Infinity));
});

Deno.test("the confidence interval holds the true knee in nearly all of 24 searches", async () => {
  let held = 0;
  for (let seed = 0; seed < 24; seed++) {
    const { confidence } = await search(queueModel(seed, 50), {
      variable: "rate",
      numRuns: 2,
      sla: { p90_latency: "<=0.2" },
    });
    const truth = 50 - Math.log(10) / 0.2;
    if ((confidence.low ?? 0) <= truth * 1.005 && truth * 0.995 <= (confidence.high ?? Infinity)) held++;
  }
  ok(held >= 22, `${held} of 24`);
});

Deno.test("searchHighestLoad() works on averages of runs where it gets no samples", async () => {
  const model = { ...kneeModel(5, { capacity: 64 }), hidesSamples: true };
  const { winner, points } = await search(model, { sla: { p95_ttft: "<=100ms" } });
  ok(Math.abs((winner?.value ?? 0) / (64 * 2 / 1.1645) - 1) < 0.05, String(winner?.value));
  strictEqual(points[0]?.groups[0]?.criteria[0]?.estimate.method, "runs");
});
