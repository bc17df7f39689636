import type { ScalarId } from "./catalog.ts";
import { divide, type Span, type StepTotals, toDurationSeconds, toKnown } from "./step_totals.ts";
import type { ConversationFigures } from "./tallies/conversation_tally.ts";

/** What a step's single numbers are made of. */
export interface StepParts {
  readonly totals: StepTotals;
  readonly conversations: ConversationFigures;
  /** Requests that kept all promises; `null`: nothing was promised. */
  readonly goodRequests: number | null;
}

type Scalars = Record<ScalarId, number | null>;

/** Computes the single numbers of a step. */
export function computeScalars({ totals, conversations, goodRequests }: StepParts): Scalars {
  const seconds = toDurationSeconds(totals);
  return {
    duration: seconds,
    ...countRequests(totals),
    ...computeThroughput(totals, seconds),
    ...computeTokenShares(totals),
    mean_concurrency: divide(totals.busyMs / 1000, seconds),
    goodput: divide(goodRequests, seconds),
    goodput_share: divide(goodRequests, totals.requests),
    late_starts: totals.lateStarts,
    start_rate: toRate(totals.sent),
    due_rate: toRate(totals.due),
    turns_per_request: conversations.turnsPerRequest,
    kv_cache_hit_rate_estimate: conversations.cachedShare === null ? null : 100 * conversations.cachedShare,
    conversations: conversations.conversations,
    finished_conversations: conversations.finished,
    abandoned_conversations: conversations.abandoned,
  };
}

function countRequests(totals: StepTotals): Pick<
  Scalars,
  | "total_requests"
  | "success_requests"
  | "failed_requests"
  | "stream_requests"
  | "non_stream_requests"
  | "success_rate"
> {
  return {
    total_requests: totals.requests,
    success_requests: totals.succeeded,
    failed_requests: totals.requests - totals.succeeded,
    stream_requests: totals.streams,
    non_stream_requests: totals.requests - totals.streams,
    success_rate: divide(100 * totals.succeeded, totals.requests),
  };
}

function computeThroughput(totals: StepTotals, seconds: number | null): Pick<
  Scalars,
  | "request_throughput"
  | "input_throughput"
  | "output_throughput"
  | "total_throughput"
  | "summed_latency_input_throughput"
> {
  const input = toKnown(totals.input);
  const output = toKnown(totals.output);
  return {
    request_throughput: divide(totals.succeeded, seconds),
    input_throughput: divide(input, seconds),
    output_throughput: divide(output, seconds),
    total_throughput: input === null || output === null ? null : divide(input + output, seconds),
    summed_latency_input_throughput: divide(input, totals.inputWaitMs.sum / 1000),
  };
}

function computeTokenShares(
  totals: StepTotals,
): Pick<
  Scalars,
  "kv_cache_hit_rate" | "decoded_tokens_per_chunk_mean" | "speculative_accept_rate"
> {
  const perChunkMean = divide(toKnown(totals.multiTokenChunks), totals.multiTokenChunks.count);
  return {
    kv_cache_hit_rate: divide(100 * totals.cached.sum, totals.inputBesideCache.sum),
    decoded_tokens_per_chunk_mean: perChunkMean,
    speculative_accept_rate: perChunkMean === null ? null : 1 - 1 / perChunkMean,
  };
}

/** The first event opens the span and is not counted. */
function toRate({ count, firstMs, lastMs }: Readonly<Span>): number | null {
  return count < 2 ? null : divide(count - 1, (lastMs - firstMs) / 1000);
}
