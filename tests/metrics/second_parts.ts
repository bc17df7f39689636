import { DatabaseSync } from "node:sqlite";
import type { SQLOutputValue } from "node:sqlite";
import type { GoodputObjective } from "../../src/metrics/judging/goodput.ts";
import type { GroupFigures, GroupMetrics, SpeedRow, StepMetrics, TraceRow } from "../../src/metrics/step_metrics.ts";
import { createShapes, isGoodSql, summarizePlainly, toNumber, VIEWS } from "./second_computation.ts";

type Row = Record<string, SQLOutputValue>;

/** The parts of a step's metrics that are about some of its requests. */
export type RecomputedParts = Pick<StepMetrics, "groups" | "traces" | "speed">;

/** Computes groups, conversations and speeds again from the rows of a `benchmark_data.db`, with SQL and plain lists. */
export function recomputeParts(path: string, promises: readonly GoodputObjective[]): RecomputedParts {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    createShapes(database);
    const query = (sql: string): Row[] => database.prepare(`${VIEWS} ${sql}`).all();
    return {
      groups: [...recomputeGroups(query, "label", promises), ...recomputeGroups(query, "model", promises)],
      traces: recomputeTraces(query),
      speed: recomputeSpeed(query),
    };
  } finally {
    database.close();
  }
}

type Query = (sql: string) => Row[];

function recomputeGroups(query: Query, by: GroupMetrics["by"], promises: readonly GoodputObjective[]): GroupMetrics[] {
  const groups = query(`SELECT COALESCE(${by}, '(none)') AS name, COUNT(*) AS requests, SUM(success) AS succeeded,
    SUM(success) / (SELECT seconds FROM step) AS rate FROM measured GROUP BY ${by} ORDER BY requests DESC`);
  if (groups.length < 2) return [];
  return groups.map(({ name, requests, succeeded, rate }) => {
    const values = (sql: string, condition = "1"): (number | null)[] =>
      query(`SELECT ${sql} AS value FROM reply WHERE COALESCE(${by}, '(none)') = '${name}' AND ${condition}`)
        .map(({ value }) => toNumber(value));
    const good = values("1", isGoodSql(promises)).length;
    return {
      by,
      name: String(name),
      requests: Number(requests),
      succeeded: Number(succeeded),
      failed: Number(requests) - Number(succeeded),
      requestsPerSecond: toNumber(rate),
      goodputShare: promises.length === 0 ? null : good / Number(requests),
      distributions: {
        latency: toFigures(values("latency_all / 1e3")),
        ttft: toFigures(values("ttft")),
        tpot: toFigures(values(
          "mean_gap * (outputs - 1) / (completion_tokens - 1)",
          "completion_tokens > 1 AND mean_gap > 0 AND ttft IS NOT NULL",
        )),
        output_tokens: toFigures(values("completion_tokens")),
      },
    };
  });
}

function toFigures(values: readonly (number | null)[]): GroupFigures {
  const { count, mean, percentiles } = summarizePlainly(values);
  return { count, mean, p50: percentiles[50] ?? null, p99: percentiles[99] ?? null };
}

/** One value a conversation; those of a turn come in order, so that the first and the last row are the ends. */
const TRACE_SQL: Readonly<Record<string, string>> = {
  "Latency (s)": "(MAX(sent_ms + latency_all) - MIN(sent_ms)) / 1e3",
  "First-Turn TTFT (s)": "MAX(CASE WHEN turn_index = 0 THEN ttft END) / 1e3",
  "TTFAT (s)": `(SELECT later.sent_ms + later.ttft - MIN(turn.sent_ms) FROM turn AS later
    WHERE later.session_index = turn.session_index ORDER BY later.turn_index DESC LIMIT 1) / 1e3`,
  "Decode TPS": `AVG(CASE WHEN completion_tokens > 1 AND mean_gap > 0
    THEN 1e3 * (completion_tokens - 1) / (mean_gap * (outputs - 1)) END)`,
  "Cache Hit Rate (%)": `100.0 * SUM(CASE WHEN prompt_tokens IS NOT NULL THEN COALESCE(cached_tokens, guess) END)
    / SUM(CASE WHEN COALESCE(cached_tokens, guess) IS NOT NULL THEN prompt_tokens END)`,
  "Eligible Cache Hit Rate (%)": `100.0 * SUM(CASE WHEN prompt_tokens IS NOT NULL AND history IS NOT NULL
    THEN COALESCE(cached_tokens, guess) END) / SUM(CASE WHEN prompt_tokens IS NOT NULL
    AND COALESCE(cached_tokens, guess) IS NOT NULL THEN history END)`,
};

function recomputeTraces(query: Query): StepMetrics["traces"] {
  const [counts] = query(`SELECT COUNT(DISTINCT session_index) AS traces,
    SUM(cached_tokens IS NULL AND guess IS NOT NULL) AS guessed FROM turn`);
  const count = Number(counts?.traces ?? 0);
  if (count === 0) return null;
  const rows = Object.entries(TRACE_SQL).map(([metric, sql]) => {
    const values = query(`SELECT ${sql} AS value FROM turn GROUP BY session_index`);
    return toTraceRow(metric, values.map(({ value }) => toNumber(value)));
  });
  return { count, guessedTurns: Number(counts?.guessed ?? 0), rows };
}

function toTraceRow(metric: string, values: readonly (number | null)[]): TraceRow {
  const { mean, min, max, percentiles } = summarizePlainly(values);
  const at = (percent: number): number | null => percentiles[percent] ?? null;
  return { metric, mean, min, p50: at(50), p90: at(90), p95: at(95), p99: at(99), max };
}

function recomputeSpeed(query: Query): SpeedRow[] {
  const rows = query(`SELECT prompt_tokens, COUNT(*) AS requests, AVG(1e3 * completion_tokens / latency_all) AS speed
    FROM reply WHERE prompt_tokens IS NOT NULL AND completion_tokens IS NOT NULL AND latency_all > 0
    GROUP BY prompt_tokens ORDER BY prompt_tokens`);
  return rows.map(({ prompt_tokens, requests, speed }) => ({
    promptTokens: Number(prompt_tokens),
    requests: Number(requests),
    tokensPerSecond: Number(speed),
    gpuMemoryBytes: null,
  }));
}
