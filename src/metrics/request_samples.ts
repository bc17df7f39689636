import type { RequestRecord } from "../core/record.ts";
import { DISTRIBUTION_IDS, type DistributionId } from "./catalog.ts";
import type { HandoffId } from "./handoff.ts";
import type { RequestFigures } from "./request_figures.ts";
import { divide, toDecodedTokensPerChunk, toSendLagMs } from "./step_totals.ts";

/** A measured request, as samples are read from it. */
export interface SampledRequest {
  readonly record: RequestRecord;
  /** `null`: it failed. */
  readonly figures: RequestFigures | null;
  readonly isConversation: boolean;
}

/** Reads the sample of one metric from a request; `null`: it has none. */
export type Sampler = (request: SampledRequest) => number | null;

/** Gaps are samples: taken where the events of a request are looked at. */
type GapMetric = "itl" | "token_itl" | HandoffId;

/** The id of a metric of which a request has one sample at most. */
export type RequestSampleId = Exclude<DistributionId, GapMetric>;

/** The formula of each metric with many samples. */
export const SAMPLERS: Readonly<Record<RequestSampleId, Sampler>> = {
  latency: ofReply((_record, { latencyMs }) => latencyMs / 1000),
  response_time: ofReply((_record, { latencyMs, lateMs }) => (latencyMs + lateMs) / 1000),
  ttft: ofReply((_record, { ttftMs }) => ttftMs),
  response_ttft: ofReply((_record, { ttftMs, lateMs }) => ttftMs === null ? null : ttftMs + lateMs),
  itl_per_request: ofReply((_record, { meanGapMs }) => meanGapMs),
  tpot: ofReply((_record, { tpotMs }) => tpotMs),
  tpot_to_end: ofReply((_record, { tpotToEndMs }) => tpotToEndMs),
  input_tokens: ofReply(({ tokens }) => tokens.promptTokens),
  output_tokens: ofReply(({ tokens }) => tokens.completionTokens),
  cached_tokens: ofReply(({ tokens }) => tokens.cachedTokens),
  reasoning_tokens: ofReply(({ tokens }) => tokens.reasoningTokens),
  input_tokens_per_second: ofReply(({ tokens }, { latencyMs }) => divide(tokens.promptTokens, latencyMs / 1000)),
  output_tokens_per_second: ofReply(({ tokens }, { latencyMs }) => divide(tokens.completionTokens, latencyMs / 1000)),
  total_tokens_per_second: ofReply(({ tokens: { promptTokens, completionTokens } }, { latencyMs }) => {
    const isKnown = promptTokens !== null && completionTokens !== null;
    return isKnown ? divide(promptTokens + completionTokens, latencyMs / 1000) : null;
  }),
  decode_tokens_per_second: ofReply((_record, { tpotMs }) => divide(1000, tpotMs)),
  decoded_tokens_per_chunk: ofReply(toDecodedTokensPerChunk),
  cache_hit_rate: ofReply(({ tokens: { promptTokens, cachedTokens } }) =>
    cachedTokens === null ? null : divide(100 * cachedTokens, promptTokens)
  ),
  headers_time: ofReply(({ times: { headersAtMs, sentAtMs } }) => headersAtMs === null ? null : headersAtMs - sentAtMs),
  service_prefill: ofReply(({ serviceTimes }) => serviceTimes?.prefillMs ?? null),
  service_decode: ofReply(({ serviceTimes }) => serviceTimes?.decodeMs ?? null),
  connect_time: ofReply(({ times: { connectStartAtMs, connectedAtMs } }) => between(connectStartAtMs, connectedAtMs)),
  tls_time: ofReply(({ times: { connectedAtMs, tlsAtMs } }) => between(connectedAtMs, tlsAtMs)),
  write_time: ofReply(({ times }) =>
    between(times.tlsAtMs ?? times.connectedAtMs ?? times.sentAtMs, times.writtenAtMs)
  ),
  network_rtt: ofReply(({ network }) => network.rttMs),
  network_ttft_share: ofReply(({ network: { rttMs } }, { ttftMs }) =>
    rttMs === null || ttftMs === null || ttftMs <= 0 ? null : Math.min(100, 100 * rttMs / ttftMs)
  ),
  send_lag: ({ record }) => toSendLagMs(record),
  dispatch_lag: ({ record: { times, start } }) => times.sentAtMs - start.slotAtMs,
  first_turn_ttft: (request) => request.record.place.turnIndex === 0 ? toTurnTtft(request) : null,
  later_turn_ttft: (request) => request.record.place.turnIndex > 0 ? toTurnTtft(request) : null,
};

/** Tells whether a request has one sample of a metric at most. */
export function isRequestSampleId(id: DistributionId): id is RequestSampleId {
  return id in SAMPLERS;
}

function between(fromMs: number | null, toMs: number | null): number | null {
  return fromMs === null || toMs === null ? null : toMs - fromMs;
}

/** Makes a sampler of successful requests. */
function ofReply(read: (record: RequestRecord, figures: RequestFigures) => number | null): Sampler {
  return ({ record, figures }) => figures === null ? null : read(record, figures);
}

function toTurnTtft({ figures, isConversation }: SampledRequest): number | null {
  return isConversation ? figures?.ttftMs ?? null : null;
}

/** Makes a value for each metric that has a distribution. */
export function mapDistributions<Value>(toValue: (id: DistributionId) => Value): Record<DistributionId, Value> {
  return Object.fromEntries(DISTRIBUTION_IDS.map((id) => [id, toValue(id)])) as Record<DistributionId, Value>;
}
