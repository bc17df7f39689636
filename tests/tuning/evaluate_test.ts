import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { parseCriteria } from "../../src/metrics/judging/criteria.ts";
import type { JsonValue } from "../../src/core/json.ts";
import { createDistribution } from "../../src/metrics/distribution.ts";
import type { StepMetrics } from "../../src/metrics/step_metrics.ts";
import { describeAssessment } from "../../src/tuning/deciding/outcome_text.ts";
import { estimateMetric, type TrialMetrics } from "../../src/tuning/deciding/estimate.ts";
import { type Assessment, evaluateCriteria } from "../../src/tuning/evaluate.ts";
import { makeMetrics } from "../support/sample_results.ts";

type Scalars = Partial<StepMetrics["scalars"]>;

/** A run with these TTFTs and single numbers, with its samples. */
function makeTrial(ttftMs: readonly number[], scalars: Scalars = {}): TrialMetrics {
  const ttft = createDistribution();
  for (const value of ttftMs) ttft.add(value);
  const metrics = makeMetrics();
  const merged = { ...metrics.scalars, ...scalars };
  const distributions = { ...metrics.distributions, ttft: ttft.summary() };
  return { metrics: { ...metrics, scalars: merged, distributions }, distributions: { ttft } };
}

function withoutSamples({ metrics }: TrialMetrics): TrialMetrics {
  return { metrics };
}

function spread(from: number, to: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => from + (to - from) * i / (count - 1));
}

function evaluate(written: JsonValue, trials: readonly TrialMetrics[], successShare = 1): Assessment {
  return evaluateCriteria(parseCriteria(written), trials, { successShare });
}

const TTFT_P90 = { metric: "ttft", statistic: { kind: "percentile", percent: 90 } } as const;

Deno.test("estimateMetric() pools the samples of all runs for a percentile", () => {
  const trials = [makeTrial(spread(0, 99, 100)), makeTrial(spread(100, 199, 100))];
  const { value, range, method, sampleCount } = estimateMetric(trials, TTFT_P90);
  ok(Math.abs((value ?? 0) - 179.1) < 1e-9);
  strictEqual(method, "order_statistics");
  strictEqual(sampleCount, 200);
  ok((range?.low ?? 0) < 179 && (range?.high ?? 0) > 180);
});

Deno.test("estimateMetric() keeps an interval from going below 0, and as wide above", () => {
  const runs = [makeTrial([], { request_throughput: 0.5 }), makeTrial([], { request_throughput: 9.5 })];
  const { value, range } = estimateMetric(runs, { metric: "request_throughput", statistic: null });
  strictEqual(value, 5);
  strictEqual(range?.low, 0);
  ok((range?.high ?? 0) > 60);
  const means = [withoutSamples(makeTrial([1, 1, 1])), withoutSamples(makeTrial([9, 9, 9]))];
  const mean = estimateMetric(means, { metric: "ttft", statistic: { kind: "mean" } });
  strictEqual(mean.method, "runs");
  strictEqual(mean.range?.low, 0);
  ok((mean.range?.high ?? 0) > 55);
});

Deno.test("estimateMetric() averages percentiles over runs where the samples are not at hand", () => {
  const trials = [[0, 90], [0, 110], [0, 100]].map(([low = 0, high = 0]) =>
    withoutSamples(makeTrial(spread(low, high, 91)))
  );
  const { value, range, method } = estimateMetric(trials, TTFT_P90);
  ok(Math.abs((value ?? 0) - 90) < 1e-9);
  strictEqual(method, "runs");
  // Values 81, 99, 90: standard error 9 / √3, t of two degrees of freedom.
  ok(Math.abs((range?.high ?? 0) - (90 + 4.303 * 9 / Math.sqrt(3))) < 0.01);
});

Deno.test("estimateMetric() weighs averages by their samples, and takes the wider of both intervals", () => {
  const alike = estimateMetric([makeTrial([1, 3]), makeTrial([1, 3, 1, 3, 1, 3])], {
    metric: "ttft",
    statistic: { kind: "mean" },
  });
  strictEqual(alike.value, 2);
  strictEqual(alike.method, "samples");
  const apart = estimateMetric([makeTrial([1, 1]), makeTrial([3, 3]), makeTrial([2, 2])], {
    metric: "ttft",
    statistic: { kind: "mean" },
  });
  strictEqual(apart.value, 2);
  strictEqual(apart.method, "runs");
  ok(Math.abs((apart.range?.high ?? 0) - (2 + 4.303 / Math.sqrt(3))) < 0.01);
});

Deno.test("estimateMetric() gives the ends of all samples and the success rate of all requests", () => {
  const trials = [
    makeTrial([5, 7], { total_requests: 10, success_requests: 10, success_rate: 100 }),
    makeTrial([1, 9], { total_requests: 30, success_requests: 27, success_rate: 90 }),
  ];
  strictEqual(estimateMetric(trials, { metric: "ttft", statistic: { kind: "min" } }).value, 1);
  strictEqual(estimateMetric(trials, { metric: "ttft", statistic: { kind: "max" } }).value, 9);
  strictEqual(estimateMetric(trials, { metric: "success_rate", statistic: null }).value, 92.5);
});

Deno.test("evaluateCriteria() passes what keeps its limits, and says by how much", () => {
  const { verdict, isSure, groups } = evaluate({ avg_ttft: "<=500ms" }, [makeTrial(spread(300, 500, 100))]);
  strictEqual(verdict, "passes");
  ok(isSure);
  ok(Math.abs((groups[0]?.criteria[0]?.excessShare ?? 0) + 0.2) < 1e-9);
});

Deno.test("evaluateCriteria() fails where one criterion of a group is broken, and names it", () => {
  const { verdict, groups } = evaluate({ avg_ttft: "<=600", max_ttft: "<=900" }, [makeTrial(spread(0, 1000, 50))]);
  strictEqual(verdict, "fails");
  deepStrictEqual(groups[0]?.criteria.map((criterion) => criterion.verdict), ["keeps", "breaks"]);
});

Deno.test("evaluateCriteria() passes where one group of several holds", () => {
  const { verdict, groups } = evaluate([{ max_ttft: "<=1ms" }, { avg_ttft: "<=600ms" }], [
    makeTrial(spread(0, 1000, 50)),
  ]);
  strictEqual(verdict, "passes");
  deepStrictEqual(groups.map((group) => group.verdict), ["fails", "passes"]);
});

Deno.test("evaluateCriteria() is unsure where the interval lies across the limit", () => {
  const trials = [makeTrial(spread(0, 1000, 100))];
  ok(!evaluate({ p90_ttft: "<=901ms" }, trials).isSure);
  ok(!evaluate({ p90_ttft: "<=899ms" }, trials).isSure);
  ok(evaluate({ p90_ttft: "<=999ms" }, trials).isSure);
  ok(evaluate({ p90_ttft: "<=700ms" }, trials).isSure);
});

Deno.test("evaluateCriteria() is never sure of a p99 of so few samples that nothing bounds it", () => {
  ok(!evaluate({ p99_ttft: "<=60min" }, [makeTrial(spread(0, 1000, 100))]).isSure);
});

Deno.test("evaluateCriteria() fails a load with failed requests, whatever the criteria say", () => {
  const trial = makeTrial([1, 2, 3], { total_requests: 1000, success_requests: 999, failed_requests: 1 });
  strictEqual(evaluate({ avg_ttft: "<=1s" }, [trial]).verdict, "fails");
  strictEqual(evaluate({ avg_ttft: "<=1s" }, [trial], 0.999).verdict, "passes");
  strictEqual(evaluate({ avg_ttft: "<=1s" }, [trial], 0.9995).verdict, "fails");
});

Deno.test("evaluateCriteria() takes the success rate of a group's own criterion instead of the one asked of all", () => {
  const trial = makeTrial([1, 2, 3], { total_requests: 100, success_requests: 90, failed_requests: 10 });
  const tolerant = { avg_ttft: "<=1s", success_rate: ">=80%" };
  strictEqual(evaluate(tolerant, [trial]).verdict, "passes");
  const { groups, verdict } = evaluate([tolerant, { avg_ttft: "<=1s" }], [trial]);
  strictEqual(verdict, "passes");
  deepStrictEqual(groups.map((group) => group.verdict), ["passes", "fails"]);
});

Deno.test("evaluateCriteria() fails where no request succeeded, even if none is asked to", () => {
  const trial = makeTrial([], { total_requests: 5, success_requests: 0, failed_requests: 5 });
  strictEqual(evaluate({ avg_ttft: "<=1s" }, [trial], 0).verdict, "fails");
});

Deno.test("evaluateCriteria() cannot judge by a metric that is undefined, but by another group can", () => {
  const trials = [makeTrial([])];
  strictEqual(evaluate({ avg_ttft: "<=1s" }, trials).verdict, "undefined");
  strictEqual(evaluate([{ avg_ttft: "<=1s" }, { avg_latency: "<=1s" }], trials).verdict, "passes");
});

Deno.test("evaluateCriteria() tells too little throughput from too much load", () => {
  const trials = [makeTrial([100, 100], { request_throughput: 5 })];
  strictEqual(evaluate({ rps: ">=10" }, trials).verdict, "too_low");
  strictEqual(evaluate({ rps: ">=10", avg_ttft: "<=50ms" }, trials).verdict, "fails");
  strictEqual(evaluate([{ rps: ">=10" }, { avg_ttft: "<=50ms" }], trials).verdict, "too_low");
  strictEqual(evaluate({ p10_output_tokens_per_second: ">=1000" }, trials).verdict, "fails");
});

Deno.test("evaluateCriteria() holds < and > strictly", () => {
  const trials = [makeTrial([5, 5], { request_throughput: 10 })];
  const verdictOf = (written: JsonValue) => evaluate(written, trials).verdict;
  deepStrictEqual([verdictOf({ ttft: "<5" }), verdictOf({ ttft: "<=5" }), verdictOf({ ttft: "==5" })], [
    "fails",
    "passes",
    "passes",
  ]);
  deepStrictEqual([verdictOf({ rps: ">10" }), verdictOf({ rps: ">=10" }), verdictOf({ rps: "==11" })], [
    "too_low",
    "passes",
    "fails",
  ]);
});

Deno.test("a figure that is not the service's in one of the runs decides nothing and says so", () => {
  const trials = [makeTrial([100, 110]), { ...makeTrial([100, 110]), unreliable: ["itl"] as const }];
  const criteria = parseCriteria([{ avg_itl: "<= 20" }]);
  const { verdict, groups } = evaluateCriteria(criteria, trials, { successShare: 1 });
  const assessment = groups[0]?.criteria[0];
  ok(assessment !== undefined);
  deepStrictEqual([verdict, assessment.estimate.method], ["undefined", "unreliable"]);
  ok(describeAssessment(assessment).en.startsWith("avg ITL is not the service's in these runs"));
});
