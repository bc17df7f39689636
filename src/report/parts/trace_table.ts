import type { TraceRow, TraceSummary } from "../../metrics/step_metrics.ts";
import { formatNumber } from "../text/number_text.ts";
import type { TextCell, TextColumn, TextTable } from "../text/text_table.ts";

/** The columns of `Per-Trace Metrics`. */
export const TRACE_COLUMNS: readonly TextColumn[] = [
  { title: "Metric", align: "left" },
  { title: "mean", align: "right" },
  { title: "p50", align: "right", dropOrder: 1 },
  { title: "p90", align: "right", dropOrder: 2 },
  { title: "p99", align: "right" },
  { title: "max", align: "right", dropOrder: 3 },
];

/** Rows whose cached tokens may be guessed. */
const CACHE_ROW = /^(Eligible )?Cache Hit Rate/;
const ESTIMATE_MARK = "*";

/** Builds the table of whole conversations of one step. */
export function buildTraceTable(traces: TraceSummary): TextTable & { readonly note: string | null } {
  return { columns: TRACE_COLUMNS, rows: toTraceCells(traces), note: describeGuesses([traces.guessedTurns]) };
}

/** Says what the mark of guessed rows means, by the guessed turns of each step; `null` where nothing was guessed. */
export function describeGuesses(guessedTurns: readonly number[]): string | null {
  const count = guessedTurns.reduce((sum, turns) => sum + turns, 0);
  if (count === 0) return null;
  return `${ESTIMATE_MARK} estimated: of ${formatNumber(count, 0)} turns the service stated no cached tokens`;
}

/** The rows of `Per-Trace Metrics` of one step. */
export function toTraceCells({ rows, guessedTurns }: TraceSummary): TextCell[][] {
  return rows.map((row) => {
    const isEstimate = guessedTurns > 0 && CACHE_ROW.test(row.metric);
    const figures = [row.mean, row.p50, row.p90, row.p99, row.max];
    const cells = figures.map((value) => formatNumber(value, decimalsOf(row)));
    const label = row.metric.replace("Cache Hit Rate", "Cache Hit").replace("Eligible", "Elig.");
    return [isEstimate ? `${label} ${ESTIMATE_MARK}` : label, ...cells];
  });
}

/** Seconds to the millisecond, the short TTFT to a tenth of it; speeds and shares as in the other tables. */
function decimalsOf({ metric }: TraceRow): number {
  if (metric.includes("TTF")) return 4;
  if (metric.endsWith("(s)")) return 3;
  return metric.endsWith("(%)") ? 1 : 2;
}
