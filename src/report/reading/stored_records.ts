import { CHUNK_CODE, type ChunkKind } from "../../core/chunk_kind.ts";
import { type Failure, FAILURE_KINDS, type FailureKind } from "../../core/failure.ts";
import { EVENT_TOKEN_ORIGINS, NO_NETWORK } from "../../core/record.ts";
import type { ReplyChunks, RequestRecord, TokenOrigin } from "../../core/record.ts";
import { RESULT_TABLES } from "../database/schema_sql.ts";
import { hasColumns, openRequests, toDataError } from "./request_database.ts";

type Row = Readonly<Record<string, unknown>>;

/** What only our own databases have; without it a row is one of `evalscope perf`. */
const OWN_COLUMN = "chunk_times_ms";

/**
 * Reads the measured requests of a database back as records, one after the other, in the order in which they ended. Of
 * a database of `evalscope perf` the records hold what it kept: no schedule, and one event for each gap. Texts are left
 * out. Throws a `DataError` where it is no such database.
 */
export function* readRecords(path: string): Generator<RequestRecord> {
  using database = openRequests(path);
  try {
    const isOwn = hasColumns(database, [OWN_COLUMN]);
    const rows = database.prepare(`SELECT * FROM ${RESULT_TABLES.measured} ORDER BY rowid`).iterate();
    let index = 0;
    for (const row of rows as Iterable<Row>) yield isOwn ? toOwnRecord(row) : toForeignRecord(row, index++);
  } catch (cause) {
    throw toDataError(path, cause);
  }
}

/** Reads what a database says of its run, by name; nothing where it is one of `evalscope perf`. */
export function readRunInfo(path: string): ReadonlyMap<string, string> {
  using database = openRequests(path);
  try {
    if (!hasColumns(database, [OWN_COLUMN])) return new Map();
    const rows = database.prepare("SELECT key, value FROM run_info").all();
    return new Map(rows.map(({ key, value }) => [String(key), String(value)]));
  } catch (cause) {
    throw toDataError(path, cause);
  }
}

/** Folders of earlier versions do not say. */
function flagOf(value: unknown): boolean | null {
  const number = numberOf(value);
  return number === null ? null : number === 1;
}

function toPlace(row: Row): RequestRecord["place"] {
  const turnIndex = numberOf(row["turn_index"]) ?? 0;
  return {
    phase: "measured",
    sessionIndex: numberOf(row["session_index"]) ?? 0,
    turnIndex,
    isLastTurn: row["is_last_turn"] === undefined ? turnIndex === 0 : row["is_last_turn"] === 1,
    shard: numberOf(row["event_loop"]) ?? 0,
    requestId: textOf(row["request_id"]),
    model: textOf(row["model"]),
    label: textOf(row["label"]),
    endpoint: textOf(row["endpoint"]),
  };
}

function toOwnRecord(row: Row): RequestRecord {
  const sentAtMs = numberOf(row["sent_ms"]) ?? 0;
  return {
    place: toPlace(row),
    start: { dueAtMs: numberOf(row["due_ms"]), slotAtMs: numberOf(row["slot_ms"]) ?? sentAtMs },
    times: {
      connectStartAtMs: numberOf(row["connect_start_ms"]),
      connectedAtMs: numberOf(row["connected_ms"]),
      tlsAtMs: numberOf(row["tls_ms"]),
      writtenAtMs: numberOf(row["written_ms"]),
      sentAtMs,
      headersAtMs: numberOf(row["headers_ms"]),
      firstByteAtMs: numberOf(row["first_byte_ms"]),
      endAtMs: numberOf(row["end_ms"]) ?? sentAtMs,
    },
    counts: {
      sentBytes: numberOf(row["bytes_sent"]) ?? 0,
      receivedBytes: numberOf(row["bytes_received"]) ?? 0,
      reads: numberOf(row["reads"]) ?? 0,
      connectionRetries: numberOf(row["connection_retries"]) ?? 0,
    },
    network: {
      isReused: flagOf(row["connection_reused"]),
      rttMs: numberOf(row["rtt_ms"]),
      retransmits: numberOf(row["retransmits"]),
    },
    chunks: readChunks(row),
    isStream: row["is_stream"] === 1,
    status: numberOf(row["status"]),
    tokens: {
      promptTokens: numberOf(row["prompt_tokens"]),
      completionTokens: numberOf(row["completion_tokens"]),
      cachedTokens: numberOf(row["cached_tokens"]),
      reasoningTokens: numberOf(row["reasoning_tokens"]),
      promptOrigin: originOf(row["prompt_tokens_origin"]),
      completionOrigin: originOf(row["completion_tokens_origin"]),
    },
    serviceTimes: toServiceTimes(row),
    finishReason: textOf(row["finish_reason"]),
    failure: readFailure(row),
    ...NO_TEXTS,
  };
}

function toServiceTimes(row: Row): RequestRecord["serviceTimes"] {
  const times = {
    loadMs: numberOf(row["service_load_ms"]),
    prefillMs: numberOf(row["service_prefill_ms"]),
    decodeMs: numberOf(row["service_decode_ms"]),
    totalMs: numberOf(row["service_total_ms"]),
  };
  return Object.values(times).every((time) => time === null) ? null : times;
}

const NO_TIMES = { connectStartAtMs: null, connectedAtMs: null, tlsAtMs: null, writtenAtMs: null } as const;
const NO_TEXTS = {
  requestBody: new Uint8Array(),
  reply: { content: "", reasoning: "", toolCalls: "" },
  pauses: null,
  notes: [],
} as const;

function readChunks(row: Row): ReplyChunks {
  const tokens = row["chunk_tokens"];
  const from = EVENT_TOKEN_ORIGINS.find((origin) => origin === row["chunk_tokens_from"]);
  return {
    atMs: Float64Array.from(numbersOf(row["chunk_times_ms"])),
    kinds: Uint8Array.from(readKinds(row["chunk_kinds"])),
    tokens: typeof tokens === "string" ? Uint32Array.from(numbersOf(tokens)) : null,
    ...(from === undefined || from === "usage" ? {} : { tokensFrom: from }),
  };
}

/** Runs of `[kind, count]`. */
function readKinds(text: unknown): number[] {
  return listOf(text).flatMap((run) => {
    const [kind, count] = Array.isArray(run) ? run : [];
    return new Array<number>(Number(count) || 0).fill(CHUNK_CODE[kind as ChunkKind] ?? CHUNK_CODE.other);
  });
}

function readFailure(row: Row): Failure | null {
  if (row["success"] === 1) return null;
  const kind = FAILURE_KINDS.find((known) => known === row["failure_kind"]) ?? UNKNOWN_KIND;
  const [message = "", ...body] = (textOf(row["failure_text"]) ?? "The request failed").split("\n");
  const status = numberOf(row["status"]);
  const code = textOf(row["failure_code"]);
  return {
    kind,
    message,
    ...(status === null ? {} : { status }),
    ...(code === null ? {} : { code }),
    ...(body.length === 0 ? {} : { body: body.join("\n") }),
  };
}

/** `evalscope perf` keeps no reason in its database. */
const UNKNOWN_KIND: FailureKind = "http_status";

function toForeignRecord(row: Row, index: number): RequestRecord {
  const sentAtMs = (numberOf(row["start_time"]) ?? 0) * 1000;
  const endAtMs = (numberOf(row["completed_time"]) ?? 0) * 1000;
  const promptTokens = numberOf(row["prompt_tokens"]);
  const completionTokens = numberOf(row["completion_tokens"]);
  return {
    place: { ...FOREIGN_PLACE, sessionIndex: index, requestId: textOf(row["request_id"]) },
    start: { dueAtMs: null, slotAtMs: sentAtMs },
    times: { ...NO_TIMES, sentAtMs, headersAtMs: null, firstByteAtMs: null, endAtMs: Math.max(sentAtMs, endAtMs) },
    counts: { sentBytes: 0, receivedBytes: 0, reads: 0, connectionRetries: 0 },
    network: NO_NETWORK,
    chunks: toForeignChunks(row, sentAtMs),
    isStream: row["is_stream"] !== 0,
    status: null,
    tokens: {
      promptTokens,
      completionTokens,
      cachedTokens: null,
      reasoningTokens: null,
      promptOrigin: promptTokens === null ? null : "server",
      completionOrigin: completionTokens === null ? null : "server",
    },
    serviceTimes: null,
    finishReason: null,
    failure: readFailure(row),
    ...NO_TEXTS,
  };
}

const FOREIGN_PLACE = {
  phase: "measured",
  turnIndex: 0,
  isLastTurn: true,
  shard: 0,
  model: null,
  label: null,
  endpoint: null,
} as const;

/** The reference keeps the time of the first chunk and the gap before each of the others. */
function toForeignChunks(row: Row, sentAtMs: number): ReplyChunks {
  const firstMs = numberOf(row["first_chunk_latency"]);
  if (firstMs === null) return { atMs: new Float64Array(), kinds: new Uint8Array(), tokens: null };
  const times = [sentAtMs + firstMs * 1000];
  for (const gap of numbersOf(row["inter_token_latencies"])) times.push((times.at(-1) ?? 0) + gap * 1000);
  return {
    atMs: Float64Array.from(times),
    kinds: new Uint8Array(times.length).fill(CHUNK_CODE.content),
    tokens: null,
  };
}

function numberOf(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

function textOf(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

const ORIGINS: readonly TokenOrigin[] = ["server", "tokenizer", "embedded", "dataset"];

function originOf(value: unknown): TokenOrigin | null {
  return ORIGINS.find((origin) => origin === value) ?? null;
}

function numbersOf(text: unknown): number[] {
  return listOf(text).filter((item): item is number => typeof item === "number" && Number.isFinite(item));
}

/** A row that somebody else wrote or cut off has no list: its other figures stand. */
function listOf(text: unknown): readonly unknown[] {
  if (typeof text !== "string") return [];
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) ? list : [];
  } catch (cause) {
    if (cause instanceof SyntaxError) return [];
    throw cause;
  }
}
