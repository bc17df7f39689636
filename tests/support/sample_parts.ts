import { summariseRepeats } from "../../src/metrics/repeats.ts";
import type { RepeatedStep, StepResult } from "../../src/metrics/run_result.ts";
import type { GroupMetrics, StepMetrics, TraceRow } from "../../src/metrics/step_metrics.ts";
import { makeDistribution, makeMetrics, makeStep } from "./sample_results.ts";

/** The conversations of a step, with cached tokens that are guessed. */
const TRACE_ROWS: readonly TraceRow[] = [
  makeTraceRow("Latency (s)", 1.234567),
  makeTraceRow("First-Turn TTFT (s)", 0.0023),
  makeTraceRow("TTFAT (s)", 0.99),
  makeTraceRow("Decode TPS", 75.08),
  makeTraceRow("Cache Hit Rate (%)", 36.36),
  makeTraceRow("Eligible Cache Hit Rate (%)", null),
];

function makeTraceRow(metric: string, value: number | null): TraceRow {
  const at = (factor: number): number | null => value === null ? null : value * factor;
  return { metric, mean: value, min: at(0.5), p50: value, p90: at(1.4), p95: at(1.5), p99: at(1.6), max: at(1.7) };
}

function makeGroup(by: GroupMetrics["by"], name: string, failed: number): GroupMetrics {
  const figures = { count: 5 - failed, mean: 0.2, p50: 0.19, p99: 0.3 };
  return {
    by,
    name,
    requests: 5,
    succeeded: 5 - failed,
    failed,
    requestsPerSecond: 6.3,
    goodputShare: 0.4,
    distributions: { latency: figures, ttft: figures, tpot: figures, output_tokens: figures },
  };
}

/** A paced step of conversations in classes, with promises and a client that was late: everything a step can have. */
export function makeFullStep(): StepResult {
  return makeStep({
    name: "parallel_2_rate_20_number_10",
    rate: 20,
    metrics: makeFullMetrics(),
    validity: {
      verdict: "degraded",
      reasons: ["The client sent 17.20 a second where 20.00 were due"],
      unreliable: [],
      affected: null,
    },
  });
}

function makeFullMetrics(): StepMetrics {
  const metrics = makeMetrics();
  return {
    ...metrics,
    scalars: {
      ...metrics.scalars,
      goodput: 5.05,
      goodput_share: 0.4,
      late_starts: 3,
      start_rate: 17.2,
      due_rate: 20,
      turns_per_request: 1.5,
      kv_cache_hit_rate_estimate: 36.3636,
      conversations: 5,
      finished_conversations: 4,
      abandoned_conversations: 1,
    },
    distributions: {
      ...metrics.distributions,
      response_time: makeDistribution(0.1571, 0.4, 10),
      response_ttft: makeDistribution(1.2, 240, 10),
      send_lag: makeDistribution(0, 239, 10),
      first_turn_ttft: makeDistribution(2, 3.26, 5),
      later_turn_ttft: makeDistribution(1.2, 1.5, 5),
    },
    traces: { count: 5, guessedTurns: 9, rows: TRACE_ROWS },
    groups: [
      makeGroup("label", "聊天 chat", 0),
      makeGroup("label", "rag", 1),
      makeGroup("model", "large", 0),
      makeGroup("model", "small", 2),
    ],
    goodput: {
      requests: 10,
      failed: 1,
      good: 4,
      promises: [{ metric: "ttft", limitMs: 250, missed: 5, isJudged: true }, {
        metric: "e2e",
        limitMs: 1500,
        missed: 0,
        isJudged: true,
      }],
    },
    speed: [
      { promptTokens: 1, requests: 2, tokensPerSecond: 198.123456, gpuMemoryBytes: null },
      { promptTokens: 6144, requests: 2, tokensPerSecond: 97.5, gpuMemoryBytes: 17_280_000_000 },
    ],
  };
}

/** A step that was run three times. */
export function makeRepeatedStep(): RepeatedStep {
  const runs = [1, 1.1, 0.9].map((factor) => {
    const metrics = makeMetrics();
    return {
      ...metrics,
      scalars: { ...metrics.scalars, request_throughput: 12.6 * factor },
      distributions: { ...metrics.distributions, ttft: makeDistribution(1.2 * factor, 3.26 * factor, 10) },
    };
  });
  return { name: "parallel_2_number_10", parallel: 2, rate: null, summary: summariseRepeats(runs) };
}
