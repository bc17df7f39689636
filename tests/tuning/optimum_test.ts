import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import type { JsonValue } from "../../src/core/json.ts";
import type { TuningResult, TuningVariable } from "../../src/metrics/tuning/tuning_result.ts";
import { parseCriteria } from "../../src/metrics/judging/criteria.ts";
import { searchHighestLoad } from "../../src/tuning/search.ts";
import { createModelService, type Model } from "./model_service.ts";

interface Options {
  readonly sla: JsonValue;
  readonly variable?: TuningVariable;
  readonly start?: number;
  readonly upperBound?: number;
}

async function search(model: Model, options: Options): Promise<TuningResult & { readonly trialCount: number }> {
  const { runTrial, requests } = createModelService(model);
  const { sla, variable = "parallel", start = null, upperBound = 4096 } = options;
  const result = await searchHighestLoad({
    variable,
    criteria: parseCriteria(sla),
    start,
    lowerBound: 1,
    upperBound,
    numRuns: 3,
    tolerance: 0.02,
    successShare: 1,
    numberMultiplier: 2,
    isMultiplierGiven: false,
  }, runTrial);
  return { ...result, trialCount: requests.length };
}

/** Throughput that rises to a plateau at `full`, and falls beyond `overload`; the latency follows Little's law. */
function batchModel(seed: number, { full, overload }: { full: number; overload: number }): Model {
  const throughput = (value: number): number => Math.min(value, full) * Math.min(1, overload / value);
  return {
    seed,
    reply: (value, random) => ({ latencySeconds: value / throughput(value) * (1 + 0.05 * random.normal()) }),
    throughput: (value, random) => throughput(value) * (1 + 0.003 * random.normal()),
  };
}

for (const start of [1, 37, 600]) {
  Deno.test(`the highest throughput is found at the lowest load that has it, from a start of ${start}`, async () => {
    for (const seed of [1, 2, 3]) {
      const { winner, ending, trialCount } = await search(batchModel(seed, { full: 100, overload: 400 }), {
        start,
        sla: { rps: "max" },
      });
      ok(Math.abs((winner?.value ?? 0) / 100 - 1) <= 0.05, `seed ${seed}: ${winner?.value}`);
      strictEqual(ending.kind, "service");
      ok(trialCount <= 90, String(trialCount));
    }
  });
}

Deno.test("a peak is found between worse loads on both sides", async () => {
  const model = batchModel(4, { full: 100, overload: 90 });
  const { winner, bracket } = await search(model, { variable: "rate", start: 3, sla: { rps: "max" } });
  ok(Math.abs((winner?.value ?? 0) / 90 - 1) <= 0.11, String(winner?.value));
  ok((bracket.low ?? 0) < (winner?.value ?? 0) && (winner?.value ?? 0) < (bracket.high ?? 0));
});

Deno.test("the lowest latency is that of the lowest load", async () => {
  const model: Model = { seed: 1, reply: (value) => ({ latencySeconds: value }) };
  const { winner, steps } = await search(model, { start: 8, sla: { avg_latency: "min" } });
  strictEqual(winner?.value, 1);
  deepStrictEqual(steps.map(({ value }) => value), [8, 16, 4, 2, 1]);
});

Deno.test("the optimum keeps the limits beside it", async () => {
  const limited = await search(batchModel(5, { full: 100, overload: 400 }), {
    sla: { rps: "max", avg_latency: "<=0.5" },
  });
  strictEqual(limited.winner, null);
  const model: Model = {
    seed: 6,
    reply: (value) => ({ latencySeconds: value / 100 }),
    throughput: (value) => value,
  };
  const { winner, ending } = await search(model, { sla: { rps: "max", avg_latency: "<=0.3" } });
  ok(Math.abs((winner?.value ?? 0) / 30 - 1) <= 0.04, String(winner?.value));
  strictEqual(ending.kind, "service");
});

Deno.test("the lowest latency with a least throughput is at the least load that has it", async () => {
  const model: Model = {
    seed: 7,
    reply: (value) => ({ latencySeconds: 1 + value / 10 }),
    throughput: (value) => value,
  };
  const { winner } = await search(model, { sla: { avg_latency: "min", rps: ">=50" } });
  ok(Math.abs((winner?.value ?? 0) / 50 - 1) <= 0.04, String(winner?.value));
});

Deno.test("an optimum at the upper bound is said to be bounded by it", async () => {
  const model: Model = { seed: 8, reply: () => ({ latencySeconds: 1 }), throughput: (value) => value };
  const { winner, ending } = await search(model, { upperBound: 100, sla: { rps: "max" } });
  ok((winner?.value ?? 0) >= 99, String(winner?.value));
  strictEqual(ending.kind, "bound");
});
