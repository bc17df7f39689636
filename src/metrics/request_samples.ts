import type { RequestRecord } from "../core/record.ts";
import { DISTRIBUTION_IDS, type DistributionId } from "./catalog.ts";
import { createDistribution, type Distribution } from "./distribution.ts";
import type { RequestFigures } from "./request_figures.ts";
import { divide, toDecodedTokensPerChunk, toSendLagMs } from "./step_totals.ts";

/** The distribution of each metric. */
export type Distributions = Readonly<Record<DistributionId, Distribution>>;

/** Creates an empty distribution for each metric. */
export function createDistributions(): Distributions {
  return mapDistributions(() => createDistribution());
}

/** Makes a value for each metric that has a distribution. */
export function mapDistributions<Value>(toValue: (id: DistributionId) => Value): Record<DistributionId, Value> {
  return Object.fromEntries(DISTRIBUTION_IDS.map((id) => [id, toValue(id)])) as Record<DistributionId, Value>;
}

/** Adds what every request has, failed or not. */
export function addRequestSamples(distributions: Distributions, record: RequestRecord): void {
  distributions.send_lag.add(toSendLagMs(record));
  distributions.dispatch_lag.add(record.times.sentAtMs - record.start.slotAtMs);
}

/** Adds what a successful request has, its gaps apart. */
export function addReplySamples(distributions: Distributions, record: RequestRecord, figures: RequestFigures): void {
  addLatencies(distributions, record, figures);
  addTokens(distributions, record, figures);
}

/** Adds the TTFT of a successful turn of a conversation to that of its place. */
export function addTurnSamples(
  distributions: Distributions,
  { place }: RequestRecord,
  figures: RequestFigures,
): void {
  addKnown(place.turnIndex === 0 ? distributions.first_turn_ttft : distributions.later_turn_ttft, figures.ttftMs);
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
  const { headersAtMs, sentAtMs } = record.times;
  addKnown(distributions.headers_time, headersAtMs === null ? null : headersAtMs - sentAtMs);
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
