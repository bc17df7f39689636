import { toIso } from "../../core/clock.ts";
import type { Failure } from "../../core/failure.ts";
import type { ReplyText, RequestRecord } from "../../core/record.ts";
import { maskJsonText } from "../../core/secret_mask.ts";
import { computeRequestFigures } from "../../metrics/request_figures.ts";
import { createGapsText, toKindsJson, toTimesJson } from "./chunk_text.ts";
import { RESULT_COLUMNS, type ResultColumnName, type ResultRow, type SqlValue } from "./result_columns.ts";

/** Turns a record into the values of its row, in the order of the columns. */
export type RowWriter = (record: RequestRecord) => SqlValue[];

interface RowOptions {
  readonly storeContent: boolean;
  readonly originEpochMs: number;
}

type Columns<Name extends ResultColumnName> = Pick<ResultRow, Name>;

/** Creates the function that makes rows of records. */
export function createRowWriter(options: RowOptions): RowWriter {
  return (record) => {
    const row: ResultRow = {
      ...toFigureColumns(record),
      ...toContentColumns(record, options),
      ...toTimeColumns(record, options),
      ...toOutcomeColumns(record),
      ...toChunkColumns(record),
      ...toRequestColumns(record),
    };
    return RESULT_COLUMNS.map((column) => row[column.name]);
  };
}

type FigureColumns = Columns<
  | "start_time"
  | "inter_token_latencies"
  | "success"
  | "completed_time"
  | "latency"
  | "first_chunk_latency"
  | "prompt_tokens"
  | "completion_tokens"
  | "max_gpu_memory_cost"
  | "time_per_output_token"
  | "is_stream"
>;

const FAILED_FIGURES = {
  inter_token_latencies: "[]",
  latency: null,
  first_chunk_latency: null,
  prompt_tokens: null,
  completion_tokens: null,
  time_per_output_token: null,
} as const;

/** The figures of the reference, in seconds; of a failed request they are empty there, and so here. */
function toFigureColumns(record: RequestRecord): FigureColumns {
  const shared = {
    start_time: record.sentAtMs / 1000,
    // Only known where the reference serves a model itself.
    max_gpu_memory_cost: null,
    is_stream: record.isStream ? 1 : 0,
  };
  if (record.failure !== null) {
    return { ...shared, ...FAILED_FIGURES, success: 0, completed_time: record.endAtMs / 1000 };
  }
  const gaps = createGapsText();
  const { latencyMs, ttftMs, tpotMs } = computeRequestFigures(record, gaps.add);
  return {
    ...shared,
    success: 1,
    inter_token_latencies: gaps.toJson(),
    completed_time: (record.sentAtMs + latencyMs) / 1000,
    latency: latencyMs / 1000,
    first_chunk_latency: toSeconds(ttftMs),
    prompt_tokens: record.tokens.promptTokens,
    completion_tokens: record.tokens.completionTokens,
    time_per_output_token: toSeconds(tpotMs),
  };
}

function toContentColumns(record: RequestRecord, options: RowOptions): Columns<"request" | "response_messages"> {
  if (!options.storeContent) return { request: null, response_messages: null };
  return { request: maskBody(record.requestBody), response_messages: toReplyJson(record.reply) };
}

/** Nearly no body holds a secret: the others stay the bytes they were. */
function maskBody(body: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const text = new TextDecoder().decode(body);
  const masked = maskJsonText(text);
  return masked === text ? body : new TextEncoder().encode(masked);
}

/** Tool calls are JSON already; they are put in as they are. */
function toReplyJson({ content, reasoning, toolCalls }: ReplyText): string {
  const calls = toolCalls === "" ? "[]" : toolCalls;
  return `{"content":${JSON.stringify(content)},"reasoning":${JSON.stringify(reasoning)},"tool_calls":${calls}}`;
}

function toTimeColumns(
  record: RequestRecord,
  options: RowOptions,
): Columns<"due_ms" | "slot_ms" | "sent_ms" | "headers_ms" | "first_byte_ms" | "end_ms" | "wall_time"> {
  return {
    due_ms: record.dueAtMs,
    slot_ms: record.slotAtMs,
    sent_ms: record.sentAtMs,
    headers_ms: record.headersAtMs,
    first_byte_ms: record.firstByteAtMs,
    end_ms: record.endAtMs,
    wall_time: toIso(options.originEpochMs, record.sentAtMs),
  };
}

function toOutcomeColumns(
  { status, failure, finishReason, tokens }: RequestRecord,
): Columns<
  | "status"
  | "failure_kind"
  | "failure_text"
  | "failure_code"
  | "finish_reason"
  | "cached_tokens"
  | "reasoning_tokens"
  | "prompt_tokens_origin"
  | "completion_tokens_origin"
> {
  return {
    status,
    failure_kind: failure?.kind ?? null,
    failure_text: failure === null ? null : toFailureText(failure),
    failure_code: failure?.code ?? null,
    finish_reason: finishReason,
    cached_tokens: tokens.cachedTokens,
    reasoning_tokens: tokens.reasoningTokens,
    prompt_tokens_origin: tokens.promptOrigin,
    completion_tokens_origin: tokens.completionOrigin,
  };
}

function toFailureText({ message, body }: Failure): string {
  return body === undefined || body === "" ? message : `${message}\n${body}`;
}

function toChunkColumns(
  { chunkAtMs, chunkKinds, chunkTokens }: RequestRecord,
): Columns<"chunk_times_ms" | "chunk_kinds" | "chunk_tokens"> {
  return {
    chunk_times_ms: toTimesJson(chunkAtMs),
    chunk_kinds: toKindsJson(chunkKinds),
    chunk_tokens: chunkTokens === null ? null : `[${chunkTokens.join(",")}]`,
  };
}

function toRequestColumns(
  record: RequestRecord,
): Columns<
  | "request_id"
  | "phase"
  | "session_index"
  | "turn_index"
  | "bytes_sent"
  | "bytes_received"
  | "reads"
  | "connection_retries"
  | "model"
  | "label"
  | "is_last_turn"
> {
  return {
    request_id: record.requestId,
    phase: record.phase,
    session_index: record.sessionIndex,
    turn_index: record.turnIndex,
    bytes_sent: record.sentBytes,
    bytes_received: record.receivedBytes,
    reads: record.reads,
    connection_retries: record.connectionRetries,
    model: record.model,
    label: record.label,
    is_last_turn: record.isLastTurn ? 1 : 0,
  };
}

function toSeconds(ms: number | null): number | null {
  return ms === null ? null : ms / 1000;
}
