import type { DatabaseSync } from "node:sqlite";
import { secondsToMs } from "../../core/seconds.ts";
import { RESULT_TABLES } from "../database/schema_sql.ts";
import type { RequestRow } from "../model/report_model.ts";
import { hasColumns, openRequests, toDataError } from "./request_database.ts";

/** A request with the text of its gaps, which is only parsed where somebody needs them. */
export interface StoredRequest extends RequestRow {
  /** JSON array of seconds. */
  readonly gapsJson: string;
  /** The whole text of its failure; `null`: succeeded. */
  readonly failureText: string | null;
}

/** The requests of a point's database, opened for reading. */
export interface RequestTable extends Disposable {
  readonly count: number;
  /** Reads one after the other, in the order in which they ended. */
  rows(): Iterable<StoredRequest>;
}

/** What our own databases have more than those of `evalscope perf`. */
const OWN_COLUMNS = ["due_ms", "slot_ms", "sent_ms", "end_ms", "failure_kind", "failure_text"] as const;

/**
 * Opens the requests that were measured; reads databases of this program and of `evalscope perf`, also one that a killed
 * run left behind. Throws a `DataError` where it is none.
 */
export function openRequestTable(path: string): RequestTable {
  const database = openRequests(path);
  try {
    const own = hasColumns(database, OWN_COLUMNS);
    const { first, count } = readStart(database);
    return {
      count,
      rows: () => readRows(database, { own, firstMs: first }),
      [Symbol.dispose]: () => database.close(),
    };
  } catch (cause) {
    database.close();
    throw toDataError(path, cause);
  }
}

function readStart(database: DatabaseSync): { first: number; count: number } {
  const sql = `SELECT min(start_time) AS first, count(*) AS count FROM ${RESULT_TABLES.measured}`;
  const row = database.prepare(sql).get() ?? {};
  return { first: Number(row["first"] ?? 0) * 1000, count: Number(row["count"] ?? 0) };
}

type Row = Readonly<Record<string, unknown>>;

function* readRows(
  database: DatabaseSync,
  { own, firstMs }: { readonly own: boolean; readonly firstMs: number },
): Generator<StoredRequest> {
  const shared = "start_time, completed_time, latency, first_chunk_latency, time_per_output_token, prompt_tokens, " +
    "completion_tokens, success, inter_token_latencies";
  const more = own ? `, ${OWN_COLUMNS.join(", ")}, session_index, turn_index` : "";
  const rows = database.prepare(`SELECT ${shared}${more} FROM ${RESULT_TABLES.measured} ORDER BY rowid`).iterate();
  let number = 0;
  for (const row of rows as Iterable<Row>) yield toRequest(row, ++number, firstMs);
}

function toRequest(row: Row, number: number, firstMs: number): StoredRequest {
  const startMs = secondsToMs(toNumber(row["start_time"])) ?? firstMs;
  const isSuccess = row["success"] === 1;
  return {
    number,
    startMs: startMs - firstMs,
    endMs: (secondsToMs(toNumber(row["completed_time"])) ?? startMs) - firstMs,
    queueMs: queueOf(row),
    ttftMs: secondsToMs(toNumber(row["first_chunk_latency"])),
    latencyMs: secondsToMs(toNumber(row["latency"])),
    tpotMs: secondsToMs(toNumber(row["time_per_output_token"])),
    promptTokens: toNumber(row["prompt_tokens"]),
    outputTokens: toNumber(row["completion_tokens"]),
    failure: isSuccess ? null : toText(row["failure_kind"]) ?? "failed",
    failureText: isSuccess ? null : toText(row["failure_text"]),
    session: toNumber(row["session_index"]),
    turn: toNumber(row["turn_index"]),
    gapsJson: toText(row["inter_token_latencies"]) ?? "[]",
  };
}

function queueOf(row: Row): number | null {
  const sent = toNumber(row["sent_ms"]);
  const ready = toNumber(row["due_ms"]) ?? toNumber(row["slot_ms"]);
  return sent === null || ready === null ? null : Math.max(0, sent - ready);
}

function toNumber(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

function toText(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}
