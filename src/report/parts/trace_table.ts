import { CONVERSATION_ROWS, type ConversationRow } from "../../metrics/definitions/conversation_rows.ts";
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
    const { title = row.metric, decimals = 2, isCacheRate = false } = findRow(row) ?? {};
    const figures = [row.mean, row.p50, row.p90, row.p99, row.max];
    const cells = figures.map((value) => formatNumber(value, decimals));
    return [isCacheRate && guessedTurns > 0 ? `${title} ${ESTIMATE_MARK}` : title, ...cells];
  });
}

/** A file read back may have rows of a later version. */
function findRow({ metric }: TraceRow): ConversationRow | undefined {
  return CONVERSATION_ROWS.find((row) => row.metric === metric);
}
