import { createAccumulator } from "../../src/metrics/accumulator.ts";
import type { ClientHealth } from "../../src/core/judging/health.ts";
import { DISTRIBUTION_IDS, type DistributionId, SCALAR_IDS, type ScalarId } from "../../src/metrics/catalog.ts";
import type { LiveSnapshot } from "../../src/metrics/live_snapshot.ts";
import type { RunResult, StepResult } from "../../src/metrics/run_result.ts";
import { type DistributionSummary, PERCENTILES, type StepMetrics } from "../../src/metrics/step_metrics.ts";

/** Makes a summary of evenly spread samples. */
export function makeDistribution(min: number, max: number, count: number): DistributionSummary {
  const at = (share: number): number | null => count === 0 ? null : min + share * (max - min);
  const entries = PERCENTILES.map((percent) => [percent, percent > 99 && count < 1000 ? null : at(percent / 100)]);
  return {
    count,
    mean: at(0.5),
    standardDeviation: count < 2 ? null : (max - min) / Math.sqrt(12),
    min: at(0),
    max: at(1),
    percentiles: Object.fromEntries(entries) as DistributionSummary["percentiles"],
    isExact: true,
  };
}

const UNDEFINED = makeDistribution(0, 0, 0);

const DISTRIBUTIONS: Partial<Record<DistributionId, DistributionSummary>> = {
  latency: makeDistribution(0.1571, 0.1613, 10),
  response_time: makeDistribution(0.1571, 0.1613, 10),
  ttft: makeDistribution(1.2, 3.26, 10),
  response_ttft: makeDistribution(1.2, 3.26, 10),
  itl: makeDistribution(4.99, 50.78, 190),
  itl_per_request: makeDistribution(7.3, 7.5, 10),
  tpot: makeDistribution(8.1, 8.33, 10),
  input_tokens: makeDistribution(11, 11, 10),
  output_tokens: makeDistribution(20, 20, 10),
  output_tokens_per_second: makeDistribution(125.17, 128.22, 10),
  total_tokens_per_second: makeDistribution(194.01, 198.75, 10),
  decode_tokens_per_second: makeDistribution(120.06, 123.48, 10),
  send_lag: makeDistribution(0, 0.4, 10),
};

const SCALARS: Partial<Record<ScalarId, number>> = {
  duration: 0.79214,
  total_requests: 10,
  success_requests: 10,
  failed_requests: 0,
  stream_requests: 10,
  non_stream_requests: 0,
  success_rate: 100,
  request_throughput: 12.62397,
  input_throughput: 138.864,
  output_throughput: 252.4797,
  total_throughput: 391.3436,
  summed_latency_input_throughput: 4845.8,
  mean_concurrency: 1.99,
};

/** The metrics of ten good requests, with what is given put over them. */
export function makeMetrics(over: Partial<StepMetrics> = {}): StepMetrics {
  return {
    ...createAccumulator().finish(),
    scalars: Object.fromEntries(SCALAR_IDS.map((id) => [id, SCALARS[id] ?? null])) as StepMetrics["scalars"],
    distributions: Object.fromEntries(
      DISTRIBUTION_IDS.map((id) => [id, DISTRIBUTIONS[id] ?? UNDEFINED]),
    ) as StepMetrics["distributions"],
    failures: [],
    finishReasons: { length: 8, stop: 2 },
    completionOrigins: { server: 10 },
    tokenGapOrigins: {},
    promptOrigins: { server: 10 },
    replyNotes: {},
    workload: {
      sampleCount: 10,
      wallSeconds: 0.79142,
      lastWindowSeconds: 30,
      warmupShare: 0.2,
      rows: [
        { metric: "Total Prompt tok/s", overall: 138.988432, lastWindow: 138.988432, steadyState: 138.7393 },
        { metric: "Completion tok/s", overall: 252.70624, lastWindow: 252.70624, steadyState: 252.253274 },
      ],
      timeline: [
        { tSeconds: 0.1570671, completionTokens: 20, newPromptTokens: 7, cachedPromptTokens: 4 },
        { tSeconds: 0.7914211, completionTokens: 200, newPromptTokens: 70, cachedPromptTokens: 40 },
      ],
      startedAtMs: 1076.1003817,
    },
    ...over,
  };
}

/** The health of a client that kept up. */
export const GOOD_HEALTH: ClientHealth = {
  loopLagP50Ms: 0.1,
  loopLagP99Ms: 1.234,
  loopLagMaxMs: 3,
  arrivalDelayP50Ms: 0.11,
  arrivalDelayP99Ms: 0.9,
  arrivalDelayMaxMs: 2.5,
  sendLagP50Ms: 0.05,
  sendLagP99Ms: 0.31,
  sendLagMaxMs: 0.4,
  lateSends: 0,
  cpuSeconds: 0.33,
  cpuCores: 0.42,
  peakRssBytes: 123_456_789,
  connectionRetries: 0,
  coalescedReadShare: 0.031,
  starvedSeconds: 0.02,
  starvedShare: 0.001,
  lostRequests: 0,
  mainLagP50Ms: 0.1,
  mainLagP99Ms: 1.5,
  mainLagMaxMs: 4,
  shedTexts: 0,
  agents: [],
  coordinator: null,
  loops: [{
    loop: 0,
    isLost: false,
    loopLagP50Ms: 0.1,
    loopLagP99Ms: 1.234,
    loopLagMaxMs: 3,
    ...{ arrivalDelayP50Ms: 0.1, arrivalDelayP99Ms: 0.8, arrivalDelayMaxMs: 2 },
    sendLagP50Ms: 0.05,
    sendLagP99Ms: 0.31,
    sendLagMaxMs: 0.4,
    lateSends: 0,
    starvedSeconds: 0.02,
    starvedShare: 0.001,
    lostRequests: 0,
    cpuSeconds: 0.2,
    cpuCores: 0.25,
    peakHeapBytes: 12_345_678,
    peakWaitingRecords: 3,
  }],
};

/** A step of ten good requests. */
export function makeStep(over: Partial<StepResult> = {}): StepResult {
  return {
    name: "parallel_2_number_10",
    parallel: 2,
    rate: null,
    number: 10,
    sessions: 10,
    ending: "complete",
    startedAt: "2026-11-22T17:33:51.000Z",
    metrics: makeMetrics(),
    transport: "fetch",
    arrivals: "client",
    poller: null,
    health: GOOD_HEALTH,
    clientError: null,
    validity: { verdict: "valid", reasons: [], unreliable: [], affected: [] },
    warnings: [],
    folder: "outputs/20261122_173351/mock/parallel_2_number_10",
    args: { model: "mock", parallel: 2, number: 10, api_key: null },
    loadShape: { arrival: "poisson", stages: null },
    workloadHash: "1".repeat(64),
    ...over,
  };
}

const SAMPLE_FAILURES: StepMetrics["failures"] = [
  {
    kind: "reset",
    status: 200,
    code: null,
    count: 3,
    examples: ["Connection reset by peer after 1,234 bytes"],
  },
  {
    kind: "http_status",
    status: 429,
    code: "rate_limit",
    count: 300,
    examples: [
      'The service answered 429: "请求过于频繁，请稍后再试。请求过于频繁，请稍后再试。"\nRetry-After: 3',
      "other",
    ],
  },
];

/** A step in which a part of the requests failed in two ways. */
export function makeFailingStep(): StepResult {
  const metrics = makeMetrics();
  return makeStep({
    name: "parallel_4_number_1000",
    parallel: 4,
    number: 1000,
    ending: "interrupted",
    health: { ...GOOD_HEALTH, loopLagP99Ms: 23.4, lateSends: 40 },
    validity: {
      verdict: "invalid",
      reasons: ["The client's event loop was up to 23.4 ms late, where p99 of TTFT is 3.2 ms"],
      unreliable: [],
      affected: null,
    },
    warnings: ["Completion tokens of 300 requests were counted by the embedded tokenizer o200k_base"],
    metrics: {
      ...metrics,
      scalars: {
        ...metrics.scalars,
        total_requests: 1000,
        success_requests: 697,
        failed_requests: 303,
        success_rate: 69.7,
        kv_cache_hit_rate: 36.3636,
        decoded_tokens_per_chunk_mean: 2.5,
        speculative_accept_rate: 0.6,
      },
      distributions: {
        ...metrics.distributions,
        itl: { ...makeDistribution(0.0123, 12345.678, 1_234_567), isExact: false },
        tpot: UNDEFINED,
      },
      failures: SAMPLE_FAILURES,
    },
  });
}

/** A step of which nothing is known, as no request succeeded. */
export function makeEmptyStep(): StepResult {
  const distributions = Object.fromEntries(
    DISTRIBUTION_IDS.map((id) => [id, UNDEFINED]),
  ) as StepMetrics["distributions"];
  const undefinedScalars = Object.fromEntries(SCALAR_IDS.map((id) => [id, null])) as StepMetrics["scalars"];
  const failures = [
    { kind: "connect_refused", status: null, code: null, count: 5, examples: ["Connection refused"] },
  ] as const;
  const metrics = makeMetrics({
    distributions,
    scalars: { ...undefinedScalars, total_requests: 5, success_requests: 0, failed_requests: 5, success_rate: 0 },
    failures,
    finishReasons: {},
    completionOrigins: {},
    tokenGapOrigins: {},
    promptOrigins: {},
    replyNotes: {},
    workload: null,
  });
  return makeStep({ name: "rate_20.0_number_5", parallel: null, rate: 20, number: 5, metrics });
}

/** A sweep of the steps given. */
export function makeRun(steps: readonly StepResult[]): RunResult {
  return {
    context: {
      model: "Qwen/通义千问-8B",
      dataset: "line_by_line",
      api: "openai",
      endpoints: null,
      url: "http://127.0.0.1:8000/v1/chat/completions",
      proxy: null,
      transport: "the kernel (epoll), transport kernel: the probe of the system's stamps was right",
      outputPath: "outputs/20261122_173351/通义千问-8B",
      startedAt: "2026-11-22T17:33:51.000Z",
      seed: 42,
      workloadHash: "0".repeat(64),
      tokenizer: null,
      isPartial: false,
    },
    steps,
  };
}

/** A display in the middle of a step. */
export function makeSnapshot(over: Partial<LiveSnapshot> = {}): LiveSnapshot {
  return {
    stepName: "parallel_64_number_1000",
    stepIndex: 1,
    stepCount: 3,
    phase: "measured",
    done: 524,
    doneBefore: 80,
    total: 1000,
    running: 64,
    elapsedMs: 72_400,
    doneShare: 0.524,
    remainingMs: 65_000,
    runRemainingMs: null,
    isStopping: false,
    metrics: {
      succeeded: 524,
      failed: 0,
      failuresByKind: {},
      figures: [
        { id: "request_throughput", statistic: "value", value: 7.2376 },
        { id: "output_throughput", statistic: "value", value: 1852.83 },
        { id: "ttft", statistic: "p50", value: 101.23 },
        { id: "ttft", statistic: "p99", value: 345.6 },
        { id: "latency", statistic: "p50", value: 4.1234 },
        { id: "latency", statistic: "p99", value: 5.2345 },
      ],
    },
    summary: () => createAccumulator().figures(0),
    step: () => createAccumulator().finish(),
    ...over,
  };
}
