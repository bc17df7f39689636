import { toIso } from "../../core/clock.ts";
import { toKindsJson, toTimesJson } from "./chunk_text.ts";
import { maskBody, type RowFacts, toFailureText, toReplyJson, toSeconds } from "./row_facts.ts";

/** What SQLite takes for one column. */
export type SqlValue = string | number | null | Uint8Array<ArrayBuffer>;

/** A column of the tables of records: its name, its SQLite type and what it holds. */
export interface ResultColumn {
  readonly name: string;
  readonly type: "TEXT" | "REAL" | "INTEGER";
  /** Holds UTF-8 bytes that are stored as text, which saves decoding and encoding them. */
  readonly isUtf8?: boolean;
  readonly read: (facts: RowFacts) => SqlValue;
}

/** Columns of the reference in its order: seconds; of a failed request the figures are empty there, and so here. */
const REFERENCE: readonly ResultColumn[] = [
  {
    name: "request",
    type: "TEXT",
    isUtf8: true,
    read: ({ record, storeContent }) => storeContent ? maskBody(record.requestBody) : null,
  },
  { name: "start_time", type: "REAL", read: ({ record }) => record.times.sentAtMs / 1000 },
  { name: "inter_token_latencies", type: "TEXT", isUtf8: true, read: ({ gapsJson }) => gapsJson },
  { name: "success", type: "INTEGER", read: ({ figures }) => figures === null ? 0 : 1 },
  {
    name: "response_messages",
    type: "TEXT",
    read: ({ record, storeContent }) => storeContent ? toReplyJson(record.reply) : null,
  },
  {
    name: "completed_time",
    type: "REAL",
    read: ({ record: { times }, figures }) =>
      (figures === null ? times.endAtMs : times.sentAtMs + figures.latencyMs) / 1000,
  },
  { name: "latency", type: "REAL", read: ({ figures }) => toSeconds(figures?.latencyMs) },
  { name: "first_chunk_latency", type: "REAL", read: ({ figures }) => toSeconds(figures?.ttftMs) },
  {
    name: "prompt_tokens",
    type: "INTEGER",
    read: ({ record, figures }) => figures === null ? null : record.tokens.promptTokens,
  },
  {
    name: "completion_tokens",
    type: "INTEGER",
    read: ({ record, figures }) => figures === null ? null : record.tokens.completionTokens,
  },
  // Only known where the reference serves a model itself.
  { name: "max_gpu_memory_cost", type: "REAL", read: () => null },
  { name: "time_per_output_token", type: "REAL", read: ({ figures }) => toSeconds(figures?.tpotToEndMs) },
];

const PLACE: readonly ResultColumn[] = [
  { name: "request_id", type: "TEXT", read: ({ record }) => record.place.requestId },
  { name: "is_stream", type: "INTEGER", read: ({ record }) => record.isStream ? 1 : 0 },
  { name: "phase", type: "TEXT", read: ({ record }) => record.place.phase },
  { name: "session_index", type: "INTEGER", read: ({ record }) => record.place.sessionIndex },
  { name: "turn_index", type: "INTEGER", read: ({ record }) => record.place.turnIndex },
];

/** Times of the run's monotonic clock; those that no transport takes today have no column. */
const TIMES: readonly ResultColumn[] = [
  { name: "due_ms", type: "REAL", read: ({ record }) => record.start.dueAtMs },
  { name: "slot_ms", type: "REAL", read: ({ record }) => record.start.slotAtMs },
  { name: "sent_ms", type: "REAL", read: ({ record }) => record.times.sentAtMs },
  { name: "headers_ms", type: "REAL", read: ({ record }) => record.times.headersAtMs },
  { name: "first_byte_ms", type: "REAL", read: ({ record }) => record.times.firstByteAtMs },
  { name: "end_ms", type: "REAL", read: ({ record }) => record.times.endAtMs },
  {
    name: "wall_time",
    type: "TEXT",
    read: ({ record, originEpochMs }) => toIso(originEpochMs, record.times.sentAtMs),
  },
];

const OUTCOME: readonly ResultColumn[] = [
  { name: "status", type: "INTEGER", read: ({ record }) => record.status },
  { name: "failure_kind", type: "TEXT", read: ({ record: { failure } }) => failure?.kind ?? null },
  {
    name: "failure_text",
    type: "TEXT",
    read: ({ record: { failure } }) => failure === null ? null : toFailureText(failure),
  },
  { name: "failure_code", type: "TEXT", read: ({ record: { failure } }) => failure?.code ?? null },
  { name: "finish_reason", type: "TEXT", read: ({ record }) => record.finishReason },
  { name: "cached_tokens", type: "INTEGER", read: ({ record }) => record.tokens.cachedTokens },
  { name: "reasoning_tokens", type: "INTEGER", read: ({ record }) => record.tokens.reasoningTokens },
  { name: "prompt_tokens_origin", type: "TEXT", read: ({ record }) => record.tokens.promptOrigin },
  { name: "completion_tokens_origin", type: "TEXT", read: ({ record }) => record.tokens.completionOrigin },
];

const CHUNKS: readonly ResultColumn[] = [
  { name: "chunk_times_ms", type: "TEXT", isUtf8: true, read: ({ record }) => toTimesJson(record.chunks.atMs) },
  { name: "chunk_kinds", type: "TEXT", read: ({ record }) => toKindsJson(record.chunks.kinds) },
  {
    name: "chunk_tokens",
    type: "TEXT",
    read: ({ record: { chunks } }) => chunks.tokens === null ? null : `[${chunks.tokens.join(",")}]`,
  },
];

const COUNTS: readonly ResultColumn[] = [
  { name: "bytes_sent", type: "INTEGER", read: ({ record }) => record.counts.sentBytes },
  { name: "bytes_received", type: "INTEGER", read: ({ record }) => record.counts.receivedBytes },
  { name: "reads", type: "INTEGER", read: ({ record }) => record.counts.reads },
  { name: "connection_retries", type: "INTEGER", read: ({ record }) => record.counts.connectionRetries },
];

function toFlag(value: boolean | null): number | null {
  return value === null ? null : Number(value);
}

/** Added after the tables were first released, so at their end. */
const LATER: readonly ResultColumn[] = [
  { name: "model", type: "TEXT", read: ({ record }) => record.place.model },
  { name: "label", type: "TEXT", read: ({ record }) => record.place.label },
  { name: "is_last_turn", type: "INTEGER", read: ({ record }) => record.place.isLastTurn ? 1 : 0 },
  { name: "connect_start_ms", type: "REAL", read: ({ record }) => record.times.connectStartAtMs },
  { name: "connected_ms", type: "REAL", read: ({ record }) => record.times.connectedAtMs },
  { name: "tls_ms", type: "REAL", read: ({ record }) => record.times.tlsAtMs },
  { name: "written_ms", type: "REAL", read: ({ record }) => record.times.writtenAtMs },
  { name: "connection_reused", type: "INTEGER", read: ({ record }) => toFlag(record.network.isReused) },
  { name: "rtt_ms", type: "REAL", read: ({ record }) => record.network.rttMs },
  { name: "retransmits", type: "INTEGER", read: ({ record }) => record.network.retransmits },
  {
    name: "chunk_tokens_from",
    type: "TEXT",
    read: ({ record: { chunks } }) => chunks.tokens === null ? null : chunks.tokensFrom ?? "usage",
  },
  { name: "service_load_ms", type: "REAL", read: ({ record }) => record.serviceTimes?.loadMs ?? null },
  { name: "service_prefill_ms", type: "REAL", read: ({ record }) => record.serviceTimes?.prefillMs ?? null },
  { name: "service_decode_ms", type: "REAL", read: ({ record }) => record.serviceTimes?.decodeMs ?? null },
  { name: "service_total_ms", type: "REAL", read: ({ record }) => record.serviceTimes?.totalMs ?? null },
  { name: "endpoint", type: "TEXT", read: ({ record }) => record.place.endpoint },
  { name: "event_loop", type: "INTEGER", read: ({ record }) => record.place.shard },
];

/**
 * The columns of `result` and `warmup_result`: those of the reference first, in its order, then ours. Times named
 * `…_ms` are milliseconds of the run's monotonic clock.
 */
export const RESULT_COLUMNS: readonly ResultColumn[] = [
  ...REFERENCE,
  ...PLACE,
  ...TIMES,
  ...OUTCOME,
  ...CHUNKS,
  ...COUNTS,
  ...LATER,
];
