import { DISTRIBUTION_IDS, type MetricId } from "../../../src/metrics/catalog.ts";
import type { Criterion, Statistic } from "../../../src/metrics/judging/criterion.ts";
import type {
  CriterionAssessment,
  GroupAssessment,
  GroupVerdict,
  PointVerdict,
  TuningPoint,
  TuningResult,
  TuningStep,
  TuningTrial,
} from "../../../src/metrics/tuning/tuning_result.ts";
import { makeDistribution, makeMetrics, makeStep } from "../../support/sample_results.ts";

/** `p99 TTFT <= 500 ms` */
export const TTFT_LIMIT: Criterion = limit("ttft", { kind: "percentile", percent: 99 }, 500);
/** `avg TPOT <= 30 ms` */
export const TPOT_LIMIT: Criterion = limit("tpot", { kind: "mean" }, 30);
/** `avg Latency <= 2 s` */
export const LATENCY_LIMIT: Criterion = limit("latency", { kind: "mean" }, 2);
/** `highest Output throughput` */
export const THROUGHPUT_OPTIMUM: Criterion = {
  metric: "output_throughput",
  statistic: null,
  goal: { kind: "optimum", direction: "max" },
  written: '"tps": "max"',
};

function limit(metric: MetricId, statistic: Statistic, value: number): Criterion {
  return {
    metric,
    statistic,
    goal: { kind: "limit", operator: "<=", limit: value },
    written: `"${metric}": "<=${value}"`,
  };
}

interface Run {
  readonly ttftMs: number;
  readonly name?: string;
}

/** Makes a run whose TTFT lies around a value. */
export function makeTrial(repetition: number, { ttftMs, name = `run_${repetition}` }: Run): TuningTrial {
  const metrics = makeMetrics();
  const distributions = { ...metrics.distributions, ttft: makeDistribution(ttftMs / 2, ttftMs, 200) };
  const scalars = { ...metrics.scalars, total_requests: 221, success_requests: 221 };
  return {
    repetition,
    number: 221,
    isReused: repetition === 1,
    clientLimit: null,
    step: makeStep({
      name,
      number: 221,
      folder: `outputs/sla_tuning/${name}`,
      metrics: { ...metrics, distributions, scalars },
    }),
  };
}

/** Holds a value with an interval of a tenth to both sides against a criterion. */
export function assess(criterion: Criterion, value: number): CriterionAssessment {
  const goal = criterion.goal;
  const isScalar = !DISTRIBUTION_IDS.some((id) => id === criterion.metric);
  const range = { low: value * 0.9, high: value * 1.1 };
  const estimate = { value, range, method: isScalar ? "runs" : "order_statistics", sampleCount: 663 } as const;
  if (goal.kind === "optimum") return { criterion, estimate, verdict: "objective", isSure: true, excessShare: null };
  const isSure = range.low > goal.limit || range.high <= goal.limit;
  const excessShare = value / goal.limit - 1;
  return { criterion, estimate, verdict: value <= goal.limit ? "keeps" : "breaks", isSure, excessShare };
}

/** Makes a point of three runs. */
export function makePoint(
  value: number,
  groups: readonly (readonly CriterionAssessment[])[],
  over: Partial<TuningPoint> = {},
): TuningPoint {
  const assessed = groups.map(toGroup);
  const verdict: PointVerdict = assessed.some((group) => group.verdict === "passes") ? "passes" : "fails";
  const isSure = assessed.some((group) => group.verdict === verdict && group.isSure);
  const trials = [1, 2, 3].map((repetition) =>
    makeTrial(repetition, { ttftMs: value * 10, name: `sla_parallel_${value}_run_${repetition}` })
  );
  return { value, verdict, isSure, successShare: 1, groups: assessed, trials, ...over };
}

function toGroup(criteria: readonly CriterionAssessment[]): GroupAssessment {
  const verdict: GroupVerdict = criteria.every((criterion) => criterion.verdict !== "breaks") ? "passes" : "fails";
  return { verdict, isSure: criteria.every(({ isSure }) => isSure), criteria };
}

function makeSteps(points: readonly TuningPoint[]): TuningStep[] {
  return points.map(({ value, trials, verdict, isSure }, index) => ({
    value,
    reason: index === 0 ? "start" : `doubled: ${points[index - 1]?.value} passes`,
    runs: trials.length,
    verdict,
    isSure,
    outcome: "p99 TTFT is 123 ms",
  }));
}

/** A search with one group of two limits, which the service ended. */
export function makeSearch(over: Partial<TuningResult> = {}): TuningResult {
  const points = [1, 2, 4, 8, 16, 20, 22, 24, 32].map((value) =>
    makePoint(value, [[assess(TTFT_LIMIT, 60 + value * 20), assess(TPOT_LIMIT, 12 + value / 4)]])
  );
  return {
    variable: "parallel",
    criteria: [[TTFT_LIMIT, TPOT_LIMIT]],
    settings: {
      start: 1,
      lowerBound: 1,
      upperBound: 65_536,
      numRuns: 3,
      maxRuns: 6,
      tolerance: 0.02,
      successShare: 1,
      numberRule: "2 × the load, at least 221: p99 needs 662 samples for 99 % confidence, over 3 runs",
    },
    points,
    steps: makeSteps(points),
    winner: { value: 22, groups: [1], isSure: false },
    bracket: { low: 22, high: 24 },
    confidence: { low: 16, high: 32, method: "between loads that surely pass and surely fail" },
    ending: {
      kind: "service",
      sentence:
        "The service ended the search: at parallel 24 p99 TTFT is 540.00 ms (486.00 … 594.00), which breaks p99 TTFT <= 500 ms",
      sentenceZh:
        "The service ended the search: at parallel 24 p99 TTFT is 540.00 ms (486.00 … 594.00), which breaks p99 TTFT <= 500 ms",
    },
    warnings: [
      "Noise as large as the distance to the limit decided at parallel 22 and 24, after up to 6 runs: see the interval",
    ],
    ...over,
  };
}

/** A search with two groups, ended by the client. */
export function makeGroupSearch(): TuningResult {
  const points = [2.5, 5, 10].map((value) =>
    makePoint(value, [[assess(TTFT_LIMIT, value * 90), assess(TPOT_LIMIT, 20)], [assess(LATENCY_LIMIT, value / 6)]])
  );
  const limited = makePoint(20, [[assess(TTFT_LIMIT, 900), assess(TPOT_LIMIT, 20)], [assess(LATENCY_LIMIT, 6)]], {
    verdict: "client_limited",
    isSure: true,
    successShare: 0.75,
  });
  const all = [...points, limited];
  return makeSearch({
    variable: "rate",
    criteria: [[TTFT_LIMIT, TPOT_LIMIT], [LATENCY_LIMIT]],
    points: all,
    steps: makeSteps(all),
    winner: { value: 10, groups: [2], isSure: true },
    bracket: { low: 10, high: 20 },
    confidence: { low: 10, high: null, method: "between loads that surely pass and surely fail" },
    ending: {
      kind: "client",
      sentence: "The client ended the search: at rate 20 the client was the limit: send lag of 250 ms",
      sentenceZh: "The client ended the search: at rate 20 the client was the limit: send lag of 250 ms",
    },
    warnings: [],
  });
}

/** A search for the highest throughput. */
export function makeOptimumSearch(): TuningResult {
  const points = [1, 2, 4, 6, 8].map((value) =>
    makePoint(value, [[assess(THROUGHPUT_OPTIMUM, 100 - (value - 4) ** 2)]])
  );
  return makeSearch({
    criteria: [[THROUGHPUT_OPTIMUM]],
    points,
    steps: makeSteps(points),
    winner: { value: 4, groups: [1], isSure: true },
    bracket: { low: 2, high: 6 },
    confidence: { low: 2, high: 6, method: "between the nearest loads tried that are worse" },
    ending: {
      kind: "service",
      sentence: "The service ended the search: beyond 4 nothing is gained for the highest Output throughput",
      sentenceZh: "The service ended the search: beyond 4 nothing is gained for the highest Output throughput",
    },
    warnings: [],
  });
}

/** A search that was interrupted before anything was known. */
export function makeEmptySearch(): TuningResult {
  const open = { low: null, high: null };
  return makeSearch({
    points: [],
    steps: [],
    winner: null,
    bracket: open,
    confidence: { ...open, method: "between loads that surely pass and surely fail" },
    ending: {
      kind: "interrupted",
      sentence: "The search was interrupted at parallel 1",
      sentenceZh: "The search was interrupted at parallel 1",
    },
    warnings: [],
  });
}

/** A search in which not even the lowest load passed. */
export function makeFailedSearch(): TuningResult {
  const point = makePoint(1, [[assess(TTFT_LIMIT, 5_000), assess(TPOT_LIMIT, 90)]], { successShare: 0.5 });
  return makeSearch({
    points: [point],
    steps: makeSteps([point]),
    winner: null,
    bracket: { low: null, high: 1 },
    confidence: { low: null, high: 1, method: "between loads that surely pass and surely fail" },
    ending: {
      kind: "service",
      sentence: "The service keeps no load: at parallel 1 50.0 % of the requests failed",
      sentenceZh: "The service keeps no load: at parallel 1 50.0 % of the requests failed",
    },
    warnings: [],
  });
}
