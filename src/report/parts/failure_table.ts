import { FAILURE_LABELS } from "../../core/failure.ts";
import type { StepResult } from "../../metrics/run_result.ts";
import type { FailureSummary } from "../../metrics/step_metrics.ts";
import { wrapText } from "../text/fitted_text.ts";
import { formatNumber, formatShare } from "../text/number_text.ts";
import type { TextCell, TextColumn, TextTable } from "../text/text_table.ts";

/** The columns of a failure table. */
export const FAILURE_COLUMNS: readonly TextColumn[] = [
  { title: "Failure", align: "left", canShrink: true },
  { title: "Count", align: "right" },
  { title: "Share", align: "right" },
];

/** Builds the table of failures of one step; `null` where nothing failed. */
export function buildFailureTable(result: StepResult): TextTable | null {
  if (result.metrics.failures.length === 0) return null;
  return { columns: FAILURE_COLUMNS, rows: toFailureCells(result) };
}

/** The rows of a failure table, the most frequent first. */
export function toFailureCells(result: StepResult): TextCell[][] {
  const total = result.metrics.scalars.total_requests;
  const failures = [...result.metrics.failures].sort((a, b) => b.count - a.count);
  return failures.map((failure) => [
    { text: describeFailureKind(failure), tone: "bad" },
    formatNumber(failure.count, 0),
    formatShare(total === null || total === 0 ? null : failure.count / total),
  ]);
}

/** The first example of each kind of failure, whole: what a table would cut is what a reader needs. */
export function renderFailureExamples(results: readonly StepResult[], width: number): string[] {
  const failures = results.flatMap(({ metrics }) => metrics.failures).toSorted((a, b) => b.count - a.count);
  const examples = new Map(failures.flatMap((failure) => {
    const [example = ""] = failure.examples;
    return example === "" ? [] : [[describeFailureKind(failure), describeFailure(failure)]];
  }));
  return [...examples.values()].flatMap((text) => wrapText(text, width, "  "));
}

/** Names a kind of failure and says its first example, without what both begin with. */
export function describeFailure(failure: FailureSummary): string {
  const kind = describeFailureKind(failure);
  const [example = ""] = failure.examples;
  const lead = [FAILURE_LABELS[failure.kind], `HTTP ${failure.status}`].find((words) => example.startsWith(words)) ??
    "";
  const rest = example.slice(lead.length);
  if (lead !== "" && /^($|[: ])/.test(rest)) return `${kind}${rest}`;
  return example === "" ? kind : `${kind}: ${example}`;
}

/** Names a kind of failure with its status and the service's own code. */
export function describeFailureKind(failure: Pick<FailureSummary, "kind" | "status" | "code">): string {
  const status = failure.status === null || failure.kind !== "http_status" ? "" : ` ${failure.status}`;
  const code = failure.code === null ? "" : ` (${failure.code})`;
  return `${FAILURE_LABELS[failure.kind]}${status}${code}`;
}
