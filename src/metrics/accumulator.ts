import type { RequestRecord, TokenOrigin } from "../core/record.ts";
import { DISTRIBUTION_IDS, type DistributionId } from "./catalog.ts";
import { createDistribution, type Distribution } from "./distribution.ts";
import { createFailureTally, type FailureTally } from "./failure_tally.ts";
import type { LiveMetrics } from "./live_snapshot.ts";
import { computeRequestFigures, type RequestFigures } from "./request_figures.ts";
import type { DistributionSummary, StepMetrics } from "./step_metrics.ts";
import {
  addRequest,
  addSuccess,
  computeScalars,
  createStepTotals,
  divide,
  type StepTotals,
  toDecodedTokensPerChunk,
  toKnown,
} from "./step_totals.ts";
import { createWorkloadTimeline, type WorkloadTimeline } from "./workload_throughput.ts";

/** Turns the records of one step into its metrics, in memory that does not grow with the length of the run. */
export interface Accumulator {
  /** Takes in a record; those of the warm-up are left out. */
  add(record: RequestRecord): void;
  /** Computes the metrics so far at a moment of the run's clock. */
  live(nowMs: number): LiveMetrics;
  /** Computes the metrics of the step; more may be added afterwards. */
  finish(): StepMetrics;
}

type Distributions = Readonly<Record<DistributionId, Distribution>>;

interface AccumulatorState {
  readonly distributions: Distributions;
  readonly totals: StepTotals;
  readonly failures: FailureTally;
  readonly workload: WorkloadTimeline;
  readonly finishReasons: Map<string, number>;
  readonly completionOrigins: Map<TokenOrigin, number>;
  readonly promptOrigins: Map<TokenOrigin, number>;
}

/** Services have a handful of finish reasons; one that invents them does not fill the memory. */
const MAX_FINISH_REASONS = 50;

/** Creates an accumulator without records. */
export function createAccumulator(): Accumulator {
  const state: AccumulatorState = {
    distributions: createDistributions(),
    totals: createStepTotals(),
    failures: createFailureTally(),
    workload: createWorkloadTimeline(),
    finishReasons: new Map(),
    completionOrigins: new Map(),
    promptOrigins: new Map(),
  };
  return {
    add: (record) => {
      if (record.phase === "measured") addMeasured(state, record);
    },
    live: (nowMs) => computeLive(state, nowMs),
    finish: () => computeStepMetrics(state),
  };
}

function createDistributions(): Distributions {
  return mapDistributions(() => createDistribution());
}

function mapDistributions<Value>(toValue: (id: DistributionId) => Value): Record<DistributionId, Value> {
  return Object.fromEntries(DISTRIBUTION_IDS.map((id) => [id, toValue(id)])) as Record<DistributionId, Value>;
}

function addMeasured(state: AccumulatorState, record: RequestRecord): void {
  addRequest(state.totals, record);
  state.distributions.send_lag.add(record.sentAtMs - (record.dueAtMs ?? record.slotAtMs));
  if (record.failure !== null) {
    state.failures.add(record.failure);
    return;
  }
  const figures = computeRequestFigures(record, state.distributions.itl.add);
  addSuccess(state.totals, record, figures);
  addLatencies(state.distributions, record, figures);
  addTokens(state.distributions, record, figures);
  state.workload.add(record);
  countReplyFacts(state, record);
}

function addLatencies(distributions: Distributions, record: RequestRecord, figures: RequestFigures): void {
  const { latencyMs, ttftMs, tpotMs, lateMs } = figures;
  distributions.latency.add(latencyMs / 1000);
  distributions.response_time.add((latencyMs + lateMs) / 1000);
  addKnown(distributions.ttft, ttftMs);
  addKnown(distributions.response_ttft, ttftMs === null ? null : ttftMs + lateMs);
  addKnown(distributions.itl_per_request, figures.meanGapMs);
  addKnown(distributions.tpot, tpotMs);
  addKnown(distributions.decode_tokens_per_second, divide(1000, tpotMs));
  addKnown(distributions.headers_time, record.headersAtMs === null ? null : record.headersAtMs - record.sentAtMs);
}

function addTokens(distributions: Distributions, record: RequestRecord, figures: RequestFigures): void {
  const { promptTokens, completionTokens, cachedTokens, reasoningTokens } = record.tokens;
  const totalTokens = promptTokens === null || completionTokens === null ? null : promptTokens + completionTokens;
  const seconds = figures.latencyMs / 1000;
  addKnown(distributions.input_tokens, promptTokens);
  addKnown(distributions.output_tokens, completionTokens);
  addKnown(distributions.cached_tokens, cachedTokens);
  addKnown(distributions.reasoning_tokens, reasoningTokens);
  addKnown(distributions.input_tokens_per_second, divide(promptTokens, seconds));
  addKnown(distributions.output_tokens_per_second, divide(completionTokens, seconds));
  addKnown(distributions.total_tokens_per_second, divide(totalTokens, seconds));
  addKnown(distributions.decoded_tokens_per_chunk, toDecodedTokensPerChunk(record, figures));
  addKnown(distributions.cache_hit_rate, cachedTokens === null ? null : divide(100 * cachedTokens, promptTokens));
}

function addKnown(distribution: Distribution, value: number | null): void {
  if (value !== null) distribution.add(value);
}

function countReplyFacts(state: AccumulatorState, { finishReason, tokens }: RequestRecord): void {
  const reason = finishReason ?? "none";
  const isFull = state.finishReasons.size >= MAX_FINISH_REASONS && !state.finishReasons.has(reason);
  countOne(state.finishReasons, isFull ? "other" : reason);
  if (tokens.completionOrigin !== null) countOne(state.completionOrigins, tokens.completionOrigin);
  if (tokens.promptOrigin !== null) countOne(state.promptOrigins, tokens.promptOrigin);
}

function countOne<Key>(counts: Map<Key, number>, key: Key): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function computeLive({ totals, failures, distributions }: AccumulatorState, nowMs: number): LiveMetrics {
  const seconds = totals.requests === 0 ? null : (nowMs - totals.firstSentAtMs) / 1000;
  const latencyMs = (percent: number) => toMs(distributions.latency.percentile(percent));
  return {
    succeeded: totals.succeeded,
    failed: totals.requests - totals.succeeded,
    failuresByKind: failures.countsByKind(),
    requestsPerSecond: divide(totals.succeeded, seconds),
    outputTokensPerSecond: divide(toKnown(totals.output), seconds),
    ttftP50Ms: distributions.ttft.percentile(50),
    ttftP99Ms: distributions.ttft.percentile(99),
    latencyP50Ms: latencyMs(50),
    latencyP99Ms: latencyMs(99),
  };
}

function toMs(seconds: number | null): number | null {
  return seconds === null ? null : seconds * 1000;
}

function computeStepMetrics(state: AccumulatorState): StepMetrics {
  return {
    scalars: computeScalars(state.totals),
    distributions: mapDistributions<DistributionSummary>((id) => state.distributions[id].summary()),
    failures: state.failures.summaries(),
    finishReasons: Object.fromEntries(state.finishReasons),
    completionOrigins: Object.fromEntries(state.completionOrigins),
    promptOrigins: Object.fromEntries(state.promptOrigins),
    workload: state.workload.finish(state.totals.firstSentAtMs),
  };
}
