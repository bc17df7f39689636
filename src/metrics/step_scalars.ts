import { SCALAR_IDS, type ScalarId } from "./catalog.ts";
import { toKnown } from "./samples/counted_sum.ts";
import { type Span, toSeconds } from "./samples/span.ts";
import { divide, type StepTotals } from "./step_totals.ts";
import type { ConversationFigures } from "./tallies/conversation_tally.ts";

/** What a step's single numbers are made of. */
export interface StepParts {
  readonly totals: StepTotals;
  /** From the first sending to the last end, or to now; `null` without requests. */
  readonly seconds: number | null;
  readonly conversations: ConversationFigures;
  /** Requests that kept all objectives; `null`: none were stated. */
  readonly goodRequests: number | null;
}

/** The formula of each metric that is one number a step. */
const FORMULAS: Readonly<Record<ScalarId, (parts: StepParts) => number | null>> = {
  duration: ({ seconds }) => seconds,
  total_requests: ({ totals }) => totals.counts.requests,
  success_requests: ({ totals }) => totals.counts.succeeded,
  failed_requests: ({ totals }) => totals.counts.requests - totals.counts.succeeded,
  stream_requests: ({ totals }) => totals.counts.streams,
  non_stream_requests: ({ totals }) => totals.counts.requests - totals.counts.streams,
  success_rate: ({ totals }) => divide(100 * totals.counts.succeeded, totals.counts.requests),
  request_throughput: ({ totals, seconds }) => divide(totals.counts.succeeded, seconds),
  input_throughput: ({ totals, seconds }) => divide(toKnown(totals.sums.input), seconds),
  output_throughput: ({ totals, seconds }) => divide(toKnown(totals.sums.output), seconds),
  total_throughput: ({ totals, seconds }) => divide(toTotalTokens(totals), seconds),
  summed_latency_input_throughput: ({ totals }) =>
    divide(toKnown(totals.sums.input), totals.sums.inputWaitMs.exact.value() / 1000),
  kv_cache_hit_rate: ({ totals }) =>
    divide(100 * totals.sums.cached.exact.value(), totals.sums.inputBesideCache.exact.value()),
  decoded_tokens_per_chunk_mean: ({ totals }) => toPerChunkMean(totals),
  speculative_accept_rate: ({ totals }) => {
    const perChunk = toPerChunkMean(totals);
    return perChunk === null ? null : 1 - 1 / perChunk;
  },
  joined_event_share: ({ totals: { counts } }) => divide(counts.joinedEvents, counts.gaps),
  stalls: ({ totals }) => totals.sums.stallMs.count,
  longest_stall: ({ totals }) => totals.spans.stall.ends?.[1] ?? null,
  frozen_per_1000_tokens: ({ totals: { sums } }) => divide(1000 * sums.stallMs.exact.value(), toKnown(sums.output)),
  mean_concurrency: ({ totals, seconds }) => divide(totals.sums.busyMs.exact.value() / 1000, seconds),
  goodput: ({ goodRequests, seconds }) => divide(goodRequests, seconds),
  goodput_share: ({ goodRequests, totals }) => divide(goodRequests, totals.counts.requests),
  late_starts: ({ totals }) => totals.counts.lateStarts,
  start_rate: ({ totals }) => toRate(totals.spans.sent),
  due_rate: ({ totals }) => toRate(totals.spans.due),
  new_connections: ({ totals: { counts } }) => counts.onNew + counts.onUsed === 0 ? null : counts.onNew,
  reused_connections: ({ totals: { counts } }) => counts.onNew + counts.onUsed === 0 ? null : counts.onUsed,
  resent_requests: ({ totals: { counts } }) => counts.requests === 0 ? null : counts.resent,
  retransmitted_segments: ({ totals: { counts } }) => counts.countsRetransmits === 0 ? null : counts.retransmits,
  turns_per_request: ({ conversations }) => conversations.turnsPerRequest,
  kv_cache_hit_rate_estimate: ({ conversations: { cachedShare } }) => cachedShare === null ? null : 100 * cachedShare,
  conversations: ({ conversations }) => conversations.conversations,
  finished_conversations: ({ conversations }) => conversations.finished,
  abandoned_conversations: ({ conversations }) => conversations.abandoned,
};

/** Computes the single numbers of a step. */
export function computeScalars(parts: StepParts): Record<ScalarId, number | null> {
  const entries = SCALAR_IDS.map((id) => [id, FORMULAS[id](parts)]);
  return Object.fromEntries(entries) as Record<ScalarId, number | null>;
}

function toTotalTokens({ sums }: StepTotals): number | null {
  const input = toKnown(sums.input);
  const output = toKnown(sums.output);
  return input === null || output === null ? null : input + output;
}

function toPerChunkMean({ sums: { multiTokenChunks } }: StepTotals): number | null {
  return divide(toKnown(multiTokenChunks), multiTokenChunks.count);
}

/** The first event opens the span and is not counted. */
function toRate(span: Readonly<Span>): number | null {
  return span.count < 2 ? null : divide(span.count - 1, toSeconds(span));
}
