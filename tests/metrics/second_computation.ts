import type { HandoffId } from "../../src/metrics/handoff.ts";
import { DatabaseSync } from "node:sqlite";
import type { GoodputMetric, GoodputObjective } from "../../src/metrics/judging/goodput.ts";
import { toTokenGaps } from "./second_token_gaps.ts";
import type { DistributionId, MetricId, ScalarId } from "../../src/metrics/catalog.ts";

/** A distribution, computed from a plain sorted list. */
export interface PlainSummary {
  readonly count: number;
  readonly mean: number | null;
  readonly standardDeviation: number | null;
  readonly min: number | null;
  readonly max: number | null;
  readonly percentiles: Readonly<Record<string, number | null>>;
}

/** Every metric by id: a number, or the summary of a distribution. */
export type Recomputed =
  & Readonly<Record<ScalarId, number | null>>
  & Readonly<Record<DistributionId, PlainSummary>>;

/**
 * Computes every metric again from the rows of a `benchmark_data.db`, with SQL and plain lists and nothing of the
 * program's own arithmetic.
 */
export function recomputeFromDatabase(path: string, promises: readonly GoodputObjective[] = []): Recomputed {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    return { ...recomputeScalars(database, promises), ...recomputeDistributions(database) };
  } finally {
    database.close();
  }
}

/**
 * What SQL sees of a step: `reply` has a row for each success, with what was worked out of its events; `turn` has those
 * of conversations, with what an endless cache would have held.
 */
export const VIEWS = `
  WITH measured AS (
    SELECT rowid AS id, *, turn_index > 0 OR is_last_turn = 0 AS is_conversation FROM result WHERE phase = 'measured' AND failure_kind IS NOT 'lost'
  ),
  step AS (SELECT (MAX(end_ms) - MIN(sent_ms)) / 1e3 AS seconds FROM measured),
  reply AS (SELECT measured.*, shape.* FROM measured JOIN shape USING (id) WHERE success = 1),
  turn AS (
    SELECT *, CASE WHEN turn_index > 0 THEN MIN(prompt_tokens, history) WHEN prompt_tokens IS NOT NULL THEN 0 END AS guess
    FROM (
      SELECT *, LAG(prompt_tokens + completion_tokens) OVER (PARTITION BY session_index ORDER BY turn_index) AS history
      FROM reply WHERE is_conversation
    )
  )
`;

/** The figure of a request that a promise is about. */
const PROMISED: Readonly<Record<GoodputMetric, string>> = {
  ttft: "ttft",
  tpot: "CASE WHEN completion_tokens > 1 AND mean_gap > 0 THEN mean_gap * (outputs - 1) / (completion_tokens - 1) END",
  itl: "mean_gap",
  e2e: "latency_all",
};

/** Asks of a row of `reply` that no promised figure is beyond its limit. */
export function isGoodSql(promises: readonly GoodputObjective[]): string {
  const broken = promises.map(({ metric, limitMs }) => `COALESCE(${PROMISED[metric]} > ${limitMs}, 0)`);
  return `NOT (${["0", ...broken].join(" OR ")})`;
}

/** Division by zero is NULL in SQLite. */
const SCALARS: Readonly<Record<Exclude<ScalarId, "goodput" | "goodput_share">, string>> = {
  duration: "SELECT seconds FROM step",
  total_requests: "SELECT COUNT(*) FROM measured",
  success_requests: "SELECT COUNT(*) FROM measured WHERE success = 1",
  failed_requests: "SELECT COUNT(*) FROM measured WHERE failure_kind IS NOT NULL",
  stream_requests: "SELECT COUNT(*) FROM measured WHERE is_stream = 1",
  non_stream_requests: "SELECT COUNT(*) FROM measured WHERE is_stream = 0",
  success_rate: "SELECT AVG(success) * 100 FROM measured",
  request_throughput: "SELECT (SELECT COUNT(*) FROM reply) / seconds FROM step",
  input_throughput: "SELECT (SELECT SUM(prompt_tokens) FROM reply) / seconds FROM step",
  output_throughput: "SELECT (SELECT SUM(completion_tokens) FROM reply) / seconds FROM step",
  total_throughput: "SELECT (SELECT SUM(prompt_tokens) + SUM(completion_tokens) FROM reply) / seconds FROM step",
  summed_latency_input_throughput: `SELECT SUM(prompt_tokens) / (SUM(COALESCE(ttft, latency_all)) / 1e3) FROM reply
    WHERE prompt_tokens IS NOT NULL`,
  kv_cache_hit_rate: `SELECT 100.0 * SUM(cached_tokens) / SUM(prompt_tokens) FROM reply
    WHERE cached_tokens IS NOT NULL AND prompt_tokens IS NOT NULL`,
  decoded_tokens_per_chunk_mean: `SELECT AVG((completion_tokens - 1.0) / (outputs - 1)) FROM reply
    WHERE outputs > 1 AND (completion_tokens - 1.0) / (outputs - 1) >= 1.2`,
  speculative_accept_rate: `SELECT MIN(1, MAX(0, 1 - 1 / AVG((completion_tokens - 1.0) / (outputs - 1)))) FROM reply
    WHERE outputs > 1 AND (completion_tokens - 1.0) / (outputs - 1) >= 1.2 HAVING COUNT(*) > 0`,
  mean_concurrency: "SELECT SUM(end_ms - sent_ms) / 1e3 / (SELECT seconds FROM step) FROM measured",
  joined_event_share: "SELECT 1.0 * SUM(joined) / SUM(MAX(outputs - 1, 0)) FROM reply",
  stalls: "SELECT TOTAL(stalls) FROM reply",
  longest_stall: "SELECT MAX(longest_stall) FROM reply",
  frozen_per_1000_tokens: "SELECT 1e3 * TOTAL(stall_ms) / SUM(completion_tokens) FROM reply",
  late_starts: "SELECT COUNT(*) FROM measured WHERE sent_ms - COALESCE(due_ms, slot_ms) > 10",
  start_rate: `SELECT 1e3 * (COUNT(*) - 1) / (MAX(sent_ms) - MIN(sent_ms)) FROM measured WHERE turn_index = 0`,
  due_rate: `SELECT 1e3 * (COUNT(due_ms) - 1) / (MAX(due_ms) - MIN(due_ms)) FROM measured WHERE turn_index = 0`,
  new_connections: "SELECT SUM(connection_reused = 0) FROM measured",
  reused_connections: "SELECT SUM(connection_reused = 1) FROM measured",
  resent_requests: "SELECT SUM(connection_retries) FROM measured",
  retransmitted_segments: "SELECT SUM(retransmits) FROM measured",
  turns_per_request: "SELECT AVG(turn_index + 1) FROM turn",
  kv_cache_hit_rate_estimate: `SELECT 100.0 * SUM(COALESCE(cached_tokens, guess)) / SUM(prompt_tokens) FROM turn
    WHERE prompt_tokens IS NOT NULL AND COALESCE(cached_tokens, guess) IS NOT NULL`,
  conversations: "SELECT NULLIF(COUNT(DISTINCT session_index), 0) FROM measured WHERE is_conversation",
  finished_conversations: `SELECT SUM(is_finished) FROM (SELECT MAX(success AND is_last_turn) AS is_finished
    FROM measured WHERE is_conversation GROUP BY session_index)`,
  abandoned_conversations: `SELECT SUM(NOT is_finished) FROM (SELECT MAX(success AND is_last_turn) AS is_finished
    FROM measured WHERE is_conversation GROUP BY session_index)`,
};

/** Each gives one value a row. */
const DISTRIBUTIONS: Readonly<Record<Exclude<DistributionId, "itl" | "token_itl" | HandoffId>, string>> = {
  latency: "latency_all / 1e3 FROM reply",
  response_time: "(latency_all + sent_ms - COALESCE(due_ms, sent_ms)) / 1e3 FROM reply",
  ttft: "ttft FROM reply",
  response_ttft: "ttft + sent_ms - COALESCE(due_ms, sent_ms) FROM reply",
  itl_per_request: "mean_gap FROM reply",
  tpot: `mean_gap * (outputs - 1) / (completion_tokens - 1) FROM reply
    WHERE completion_tokens > 1 AND mean_gap > 0 AND ttft IS NOT NULL`,
  tpot_to_end: "(latency_all - ttft) / (completion_tokens - 1) FROM reply WHERE completion_tokens > 1",
  input_tokens: "prompt_tokens FROM reply",
  output_tokens: "completion_tokens FROM reply",
  cached_tokens: "cached_tokens FROM reply",
  reasoning_tokens: "reasoning_tokens FROM reply",
  input_tokens_per_second: "1e3 * prompt_tokens / latency_all FROM reply",
  output_tokens_per_second: "1e3 * completion_tokens / latency_all FROM reply",
  total_tokens_per_second: "1e3 * (prompt_tokens + completion_tokens) / latency_all FROM reply",
  decode_tokens_per_second: `1e3 * (completion_tokens - 1) / (mean_gap * (outputs - 1)) FROM reply
    WHERE completion_tokens > 1 AND mean_gap > 0 AND ttft IS NOT NULL`,
  decoded_tokens_per_chunk: `(completion_tokens - 1.0) / (outputs - 1) FROM reply
    WHERE outputs > 1 AND completion_tokens > 1`,
  cache_hit_rate: "100.0 * cached_tokens / prompt_tokens FROM reply",
  headers_time: "headers_ms - sent_ms FROM reply",
  service_prefill: "service_prefill_ms FROM reply",
  service_decode: "service_decode_ms FROM reply",
  connect_time: "connected_ms - connect_start_ms FROM reply",
  tls_time: "tls_ms - connected_ms FROM reply",
  write_time: "written_ms - COALESCE(tls_ms, connected_ms, sent_ms) FROM reply",
  network_rtt: "rtt_ms FROM reply",
  network_ttft_share: "MIN(100, 100 * rtt_ms / ttft) FROM reply WHERE ttft > 0",
  send_lag: "sent_ms - COALESCE(due_ms, slot_ms) FROM measured",
  dispatch_lag: "sent_ms - slot_ms FROM measured",
  first_turn_ttft: "ttft FROM turn WHERE turn_index = 0",
  later_turn_ttft: "ttft FROM turn WHERE turn_index > 0",
};

function recomputeScalars(
  database: DatabaseSync,
  promises: readonly GoodputObjective[],
): Record<ScalarId, number | null> {
  createShapes(database);
  const good = promises.length === 0 ? "NULL" : `SELECT COUNT(*) FROM reply WHERE ${isGoodSql(promises)}`;
  const queries: Record<ScalarId, string> = {
    ...SCALARS,
    goodput: `SELECT (${good}) / seconds FROM step`,
    goodput_share: `SELECT (${good}) * 1.0 / COUNT(*) FROM measured`,
  };
  return mapValues(queries, (sql) => {
    const row = database.prepare(`${VIEWS} ${sql}`).get() ?? {};
    return toNumber(Object.values(row)[0] ?? null);
  });
}

function recomputeDistributions(database: DatabaseSync): Record<DistributionId, PlainSummary> {
  const gaps = readReplies(database).flatMap(({ outputs }) => toGaps(outputs));
  const byRequest = mapValues(DISTRIBUTIONS, (sql) => {
    const rows = database.prepare(`${VIEWS} SELECT ${sql}`).all();
    return summarizePlainly(rows.map((row) => toNumber(Object.values(row)[0] ?? null)));
  });
  const token_itl = summarizePlainly(readReplies(database).flatMap(toTokenGaps));
  return { ...byRequest, itl: summarizePlainly(gaps), token_itl, ...recomputeHandoff(database) };
}

function recomputeHandoff(database: DatabaseSync): Record<HandoffId, PlainSummary> {
  const streams = readReplies(database).map(({ outputs }) => toGaps(outputs)).filter((gaps) => gaps.length > 0);
  const overheads = streams.filter((gaps) => gaps.length > 1).map((gaps) => {
    const median = summarizePlainly(gaps.slice(1)).percentiles[50] ?? 0;
    return Math.max(0, (gaps[0] ?? 0) - median);
  });
  return {
    steady_itl: summarizePlainly(streams.flatMap((gaps) => gaps.slice(1))),
    pd_handoff_latency: summarizePlainly(streams.map((gaps) => gaps[0] ?? null)),
    pd_handoff_overhead: summarizePlainly(overheads),
  };
}

/** Makes a temporary table of what SQL cannot easily see: the events of each reply. */
export function createShapes(database: DatabaseSync): void {
  database.exec(
    "CREATE TEMP TABLE shape(id INTEGER, latency_all REAL, ttft REAL, outputs INTEGER, mean_gap REAL, joined INTEGER, stalls INTEGER, stall_ms REAL, longest_stall REAL)",
  );
  const insert = database.prepare("INSERT INTO shape VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
  for (const { id, isStream, sentMs, endMs, times, outputs } of readReplies(database)) {
    const lastMs = isStream && times.length > 0 ? Math.max(...times) : endMs;
    const ttft = isStream && outputs.length > 0 ? Math.min(...outputs) - sentMs : null;
    const gaps = toGaps(outputs);
    const meanGap = gaps.length === 0 ? null : gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
    insert.run(
      id,
      lastMs - sentMs,
      ttft,
      outputs.length,
      meanGap,
      gaps.filter((gap) => gap === 0).length,
      ...sumStalls(gaps),
    );
  }
}

interface ReplyRow {
  readonly id: number;
  readonly isStream: boolean;
  readonly sentMs: number;
  readonly endMs: number;
  readonly times: readonly number[];
  /** Times of the events that carry output. */
  readonly outputs: readonly number[];
  readonly tokens: number | null;
  /** Tokens so far at each event that carries output, where the service says. */
  readonly counts: readonly number[] | null;
}

function readReplies(database: DatabaseSync): ReplyRow[] {
  const sql = `SELECT rowid, is_stream, sent_ms, end_ms, chunk_times_ms, chunk_kinds, chunk_tokens,
    completion_tokens FROM result
    WHERE phase = 'measured' AND success = 1`;
  return database.prepare(sql).all().map((row) => {
    const times: number[] = JSON.parse(String(row.chunk_times_ms));
    const kinds = expandKinds(JSON.parse(String(row.chunk_kinds)));
    const isOutput = (_: number, i: number) => ["content", "reasoning", "tool_call"].includes(kinds[i] ?? "");
    const counts: number[] | null = row.chunk_tokens === null ? null : JSON.parse(String(row.chunk_tokens));
    return {
      id: Number(row.rowid),
      isStream: row.is_stream === 1,
      sentMs: Number(row.sent_ms),
      endMs: Number(row.end_ms),
      times,
      outputs: times.filter(isOutput),
      tokens: toNumber(row.completion_tokens),
      counts: counts === null ? null : counts.filter(isOutput),
    };
  });
}

/** Kinds are stored as names, or as runs of a name and how often it follows itself. */
function expandKinds(stored: readonly (string | readonly [string, number])[]): string[] {
  return stored.flatMap((kind) => typeof kind === "string" ? [kind] : new Array<string>(kind[1]).fill(kind[0]));
}

function toGaps(times: readonly number[]): number[] {
  return times.slice(1).map((time, i) => time - (times[i] ?? NaN));
}

/** Summarizes a list of numbers by the textbook; `null`s are left out. */
export function summarizePlainly(values: readonly (number | null)[]): PlainSummary {
  const sorted = values.filter((value) => value !== null).toSorted((a, b) => a - b);
  const count = sorted.length;
  const mean = count === 0 ? null : sorted.reduce((sum, value) => sum + value, 0) / count;
  const variance = sorted.reduce((sum, value) => sum + (value - (mean ?? 0)) ** 2, 0) / (count - 1);
  const percents = count < 1000 ? SHOWN_PERCENTS : [...SHOWN_PERCENTS, 99.9];
  const percentiles = Object.fromEntries(percents.map((percent) => [percent, findPercentile(sorted, percent)]));
  return {
    count,
    mean,
    standardDeviation: count < 2 ? null : Math.sqrt(variance),
    min: sorted[0] ?? null,
    max: sorted.at(-1) ?? null,
    percentiles: { 99.9: null, ...percentiles },
  };
}

const SHOWN_PERCENTS = [1, 5, 10, 25, 50, 75, 90, 95, 99];

/** The value that `percent` of the way through the gaps between samples reaches. */
function findPercentile(sorted: readonly number[], percent: number): number | null {
  const gapsToWalk = (sorted.length - 1) * (percent / 100);
  const whole = Math.trunc(gapsToWalk);
  const [before, after] = [sorted[whole], sorted[whole + 1] ?? sorted[whole]];
  if (before === undefined || after === undefined) return null;
  return before * (1 - (gapsToWalk - whole)) + after * (gapsToWalk - whole);
}

export function toNumber(value: unknown): number | null {
  return value === null ? null : Number(value);
}

function mapValues<Id extends MetricId, Value>(
  queries: Readonly<Record<Id, string>>,
  compute: (sql: string) => Value,
): Record<Id, Value> {
  const entries = Object.entries<string>(queries).map(([id, sql]) => [id, compute(sql)]);
  return Object.fromEntries(entries) as Record<Id, Value>;
}

/** How many gaps are above five times the median, and how long they are together. */
function sumStalls(gaps: readonly number[]): [count: number, ms: number, longest: number | null] {
  const median = summarizePlainly(gaps).percentiles[50] ?? 0;
  const stalls = gaps.length < 5 || median === 0 ? [] : gaps.filter((gap) => gap > 5 * median);
  return [stalls.length, stalls.reduce((sum, gap) => sum + gap, 0), stalls.length === 0 ? null : Math.max(...stalls)];
}
