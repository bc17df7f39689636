/** A column of the tables of records: its name, its SQLite type and what it holds. */
export interface ResultColumn {
  readonly name: string;
  readonly type: "TEXT" | "REAL" | "INTEGER";
  /** Holds UTF-8 bytes that are stored as text, which saves decoding and encoding them. */
  readonly isUtf8?: boolean;
}

/**
 * The columns of `result` and `warmup_result`: those of the reference first, in its order, then ours. Times named
 * `…_ms` are milliseconds of the run's monotonic clock.
 */
export const RESULT_COLUMNS = [
  { name: "request", type: "TEXT", isUtf8: true },
  { name: "start_time", type: "REAL" },
  { name: "inter_token_latencies", type: "TEXT" },
  { name: "success", type: "INTEGER" },
  { name: "response_messages", type: "TEXT" },
  { name: "completed_time", type: "REAL" },
  { name: "latency", type: "REAL" },
  { name: "first_chunk_latency", type: "REAL" },
  { name: "prompt_tokens", type: "INTEGER" },
  { name: "completion_tokens", type: "INTEGER" },
  { name: "max_gpu_memory_cost", type: "REAL" },
  { name: "time_per_output_token", type: "REAL" },
  { name: "request_id", type: "TEXT" },
  { name: "is_stream", type: "INTEGER" },
  { name: "phase", type: "TEXT" },
  { name: "session_index", type: "INTEGER" },
  { name: "turn_index", type: "INTEGER" },
  { name: "due_ms", type: "REAL" },
  { name: "slot_ms", type: "REAL" },
  { name: "sent_ms", type: "REAL" },
  { name: "headers_ms", type: "REAL" },
  { name: "first_byte_ms", type: "REAL" },
  { name: "end_ms", type: "REAL" },
  { name: "wall_time", type: "TEXT" },
  { name: "status", type: "INTEGER" },
  { name: "failure_kind", type: "TEXT" },
  { name: "failure_text", type: "TEXT" },
  { name: "failure_code", type: "TEXT" },
  { name: "finish_reason", type: "TEXT" },
  { name: "cached_tokens", type: "INTEGER" },
  { name: "reasoning_tokens", type: "INTEGER" },
  { name: "prompt_tokens_origin", type: "TEXT" },
  { name: "completion_tokens_origin", type: "TEXT" },
  { name: "chunk_times_ms", type: "TEXT" },
  { name: "chunk_kinds", type: "TEXT" },
  { name: "chunk_tokens", type: "TEXT" },
  { name: "bytes_sent", type: "INTEGER" },
  { name: "bytes_received", type: "INTEGER" },
  { name: "reads", type: "INTEGER" },
  { name: "connection_retries", type: "INTEGER" },
  { name: "model", type: "TEXT" },
  { name: "label", type: "TEXT" },
  { name: "is_last_turn", type: "INTEGER" },
] as const;

/** The name of a column. */
export type ResultColumnName = typeof RESULT_COLUMNS[number]["name"];

/** What SQLite takes for one column. */
export type SqlValue = string | number | null | Uint8Array<ArrayBuffer>;

/** The values of one row by column. */
export type ResultRow = Readonly<Record<ResultColumnName, SqlValue>>;

/** Tables of the same shape: warm-up requests are apart, so that `SELECT … FROM result` never meets them. */
export const RESULT_TABLES = { measured: "result", warmup: "warmup_result" } as const;

/** Written as `PRAGMA user_version`; grows when a reader must know. */
export const DATABASE_VERSION = 1;

/** The statements that make the tables of an empty database. */
export function toSchemaSql(): string {
  const columns = RESULT_COLUMNS.map(({ name, type }) => `  ${name} ${type}`).join(",\n");
  const tables = Object.values(RESULT_TABLES).flatMap((table) => [
    `CREATE TABLE ${table}(\n${columns}\n)`,
    `CREATE INDEX ${table}_by_success ON ${table}(success, start_time)`,
    `CREATE INDEX ${table}_by_failure ON ${table}(failure_kind) WHERE failure_kind IS NOT NULL`,
  ]);
  const runInfo = "CREATE TABLE run_info(key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID";
  return [...tables, runInfo, `PRAGMA user_version = ${DATABASE_VERSION}`].join(";\n");
}

/** The statement that stores one row; its parameters are the columns in order. */
export function toInsertSql(table: string): string {
  const columns: readonly ResultColumn[] = RESULT_COLUMNS;
  const values = columns.map((column) => column.isUtf8 === true ? "CAST(? AS TEXT)" : "?").join(", ");
  return `INSERT INTO ${table} VALUES (${values})`;
}
