import type { RequestRecord } from "../core/record.ts";
import type { ScalarId } from "./catalog.ts";
import type { RequestFigures } from "./request_figures.ts";

/** Sums over the requests of a step, from which its single numbers are made. */
export interface StepTotals {
  requests: number;
  succeeded: number;
  streams: number;
  firstSentAtMs: number;
  lastEndAtMs: number;
  /** Summed time from sending to end. */
  busyMs: number;
  readonly input: Sum;
  readonly output: Sum;
  /** Input tokens of the requests whose cached tokens are known, and those cached tokens. */
  readonly inputBesideCache: Sum;
  readonly cached: Sum;
  /** Summed TTFT (latency where there is none) of requests with input tokens. */
  readonly inputWaitMs: Sum;
  /** Decoded tokens per chunk, where above 1. */
  readonly multiTokenChunks: Sum;
}

interface Sum {
  count: number;
  sum: number;
}

/** Creates totals of no requests. */
export function createStepTotals(): StepTotals {
  return {
    requests: 0,
    succeeded: 0,
    streams: 0,
    firstSentAtMs: Infinity,
    lastEndAtMs: -Infinity,
    busyMs: 0,
    input: createSum(),
    output: createSum(),
    inputBesideCache: createSum(),
    cached: createSum(),
    inputWaitMs: createSum(),
    multiTokenChunks: createSum(),
  };
}

/** Takes in a request, failed or not. */
export function addRequest(totals: StepTotals, record: RequestRecord): void {
  totals.requests++;
  if (record.isStream) totals.streams++;
  totals.firstSentAtMs = Math.min(totals.firstSentAtMs, record.sentAtMs);
  totals.lastEndAtMs = Math.max(totals.lastEndAtMs, record.endAtMs);
  totals.busyMs += record.endAtMs - record.sentAtMs;
}

/** Takes in what only a successful request has. */
export function addSuccess(totals: StepTotals, record: RequestRecord, figures: RequestFigures): void {
  const { promptTokens, completionTokens, cachedTokens } = record.tokens;
  totals.succeeded++;
  addTo(totals.output, completionTokens);
  addTo(totals.input, promptTokens);
  if (promptTokens !== null) addTo(totals.inputWaitMs, figures.ttftMs ?? figures.latencyMs);
  if (promptTokens !== null && cachedTokens !== null) {
    addTo(totals.inputBesideCache, promptTokens);
    addTo(totals.cached, cachedTokens);
  }
  const perChunk = toDecodedTokensPerChunk(record, figures);
  if (perChunk !== null && perChunk > 1) addTo(totals.multiTokenChunks, perChunk);
}

/** Returns (tokens − 1) / (output events − 1) of a request; `null` with fewer than two of either or an unknown count. */
export function toDecodedTokensPerChunk(record: RequestRecord, { outputEvents }: RequestFigures): number | null {
  const { completionTokens } = record.tokens;
  if (completionTokens === null || completionTokens < 2 || outputEvents < 2) return null;
  return (completionTokens - 1) / (outputEvents - 1);
}

/** Returns a quotient; `null` where it is undefined. */
export function divide(dividend: number | null, divisor: number | null): number | null {
  return dividend === null || divisor === null || divisor <= 0 ? null : dividend / divisor;
}

/** Computes the single numbers of a step. */
export function computeScalars(totals: StepTotals): Record<ScalarId, number | null> {
  const seconds = toDurationSeconds(totals);
  const input = toKnown(totals.input);
  const output = toKnown(totals.output);
  const perChunkMean = divide(toKnown(totals.multiTokenChunks), totals.multiTokenChunks.count);
  return {
    duration: seconds,
    total_requests: totals.requests,
    success_requests: totals.succeeded,
    failed_requests: totals.requests - totals.succeeded,
    stream_requests: totals.streams,
    non_stream_requests: totals.requests - totals.streams,
    success_rate: divide(100 * totals.succeeded, totals.requests),
    request_throughput: divide(totals.succeeded, seconds),
    input_throughput: divide(input, seconds),
    output_throughput: divide(output, seconds),
    total_throughput: input === null || output === null ? null : divide(input + output, seconds),
    summed_latency_input_throughput: divide(input, totals.inputWaitMs.sum / 1000),
    kv_cache_hit_rate: divide(100 * totals.cached.sum, totals.inputBesideCache.sum),
    decoded_tokens_per_chunk_mean: perChunkMean,
    speculative_accept_rate: perChunkMean === null ? null : 1 - 1 / perChunkMean,
    mean_concurrency: divide(totals.busyMs / 1000, seconds),
  };
}

function toDurationSeconds({ requests, firstSentAtMs, lastEndAtMs }: StepTotals): number | null {
  return requests === 0 ? null : (lastEndAtMs - firstSentAtMs) / 1000;
}

/** Returns the sum; `null` where nothing was added. */
export function toKnown({ count, sum }: Readonly<Sum>): number | null {
  return count === 0 ? null : sum;
}

function createSum(): Sum {
  return { count: 0, sum: 0 };
}

function addTo(total: Sum, value: number | null): void {
  if (value === null) return;
  total.count++;
  total.sum += value;
}
