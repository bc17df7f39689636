import { toVisibleData } from "../../core/visible_text.ts";
import type { RunResult, StepResult } from "../../metrics/run_result.ts";
import { REPEAT_COLUMNS, REPEAT_NOTE, toRepeatCells } from "../parts/repeat_table.ts";
import { describeGuesses, toTraceCells, TRACE_COLUMNS } from "../parts/trace_table.ts";
import { FAILURE_COLUMNS, renderFailureExamples, toFailureCells } from "../parts/failure_table.ts";
import { headlineOf } from "../parts/headline.ts";
import { suggestionsOf } from "../parts/suggestions.ts";
import type { ReportSearch } from "../model/report_model.ts";
import { toReportPoint } from "../model/report_point.ts";
import { wrapText } from "../text/fitted_text.ts";
import { textWidth } from "../text/text_width.ts";
import { formatNumber, MISSING } from "../text/number_text.ts";
import { buildOverviewTable, type Point, POINT_COLUMNS, toPointCells } from "../parts/overview_table.ts";
import { PER_REQUEST_COLUMNS, toPerRequestCells } from "../parts/per_request_rows.ts";
import { drawTitled, renderWarning, type TitledTable } from "../parts/titled_table.ts";
import { describeEnding } from "./step_report.ts";
import { type TextCell, type TextColumn, type TextRow, type TextTable } from "../text/text_table.ts";
import type { TextStyle } from "../text/tone.ts";
import { toWorkloadCells, toWorkloadColumns } from "../parts/workload_table.ts";

/** Renders the report of a whole run: its answer, what was run, then one row or block for each step. */
export function renderRunSummary(given: RunResult, style: TextStyle, search: ReportSearch | null): string {
  const run = toVisibleData(given);
  const points = run.steps.map(toReportPoint);
  const workload = run.steps.find((step) => step.metrics.workload !== null)?.metrics.workload ?? null;
  const hasFailures = run.steps.some((step) => step.metrics.failures.length > 0);
  const tables: TitledTable[] = [
    { title: "Basic Information", ...buildBasicTable(run) },
    { title: "Performance Overview", ...buildOverviewTable(run.steps) },
    { title: "Per-Request Metrics", ...buildBlocks(run.steps, PER_REQUEST_COLUMNS, toPerRequestCells) },
  ];
  if (run.steps.some((step) => step.metrics.traces !== null)) {
    const note = describeGuesses(run.steps.map((step) => step.metrics.traces?.guessedTurns ?? 0));
    tables.push({ title: "Per-Trace Metrics", note, ...buildBlocks(run.steps, TRACE_COLUMNS, toTraceRows) });
  }
  if (workload !== null) {
    const blocks = buildBlocks(run.steps, toWorkloadColumns(workload), toWorkloadRows);
    tables.push({ title: "Workload Throughput", ...blocks });
  }
  if (run.repeats !== undefined && run.repeats.length > 0) {
    tables.push({ title: "Repeats", note: REPEAT_NOTE, ...buildBlocks(run.repeats, REPEAT_COLUMNS, toRepeatCells) });
  }
  if (hasFailures) tables.push({ title: "Failures", ...buildBlocks(run.steps, FAILURE_COLUMNS, toFailureCells) });
  const parts = [
    drawHeadline("Performance Test Summary Report", style),
    renderAnswer({ points, search }, style),
    ...tables.map((table) => drawTitled(table, style)),
    ...(hasFailures ? [renderFailureExamples(run.steps, style.width).join("\n")] : []),
    renderRunWarnings(run, style),
    renderSuggestions({ points, search }, style),
    renderLongPath(run.context.outputPath, style),
  ];
  return parts.filter((part) => part !== "").join("\n\n");
}

function drawHeadline(text: string, style: TextStyle): string {
  const inner = Math.max(textWidth(text) + 2, Math.min(style.width, 80) - 2);
  const padding = " ".repeat(inner - textWidth(text) - 1);
  return [`╭${"─".repeat(inner)}╮`, `│ ${text}${padding}│`, `╰${"─".repeat(inner)}╯`].join("\n");
}

function buildBasicTable({ context, steps }: RunResult): TextTable {
  const generated = sum(
    steps.map(({ metrics: { distributions: { output_tokens: tokens } } }) =>
      tokens.mean === null ? null : tokens.mean * tokens.count
    ),
  );
  const seconds = sum(steps.map((step) => step.metrics.scalars.duration));
  const rate = generated === null || seconds === null || seconds === 0 ? null : generated / seconds;
  const rows = [
    ["Model", context.model],
    ["Test Dataset", context.dataset],
    ["API Type", context.api],
    ["URL", describeAddresses(context)],
    ...(context.transport === null ? [] : [["Arrival Times", context.transport]]),
    ["Total Generated", withUnit(generated, 0, "tokens")],
    ["Avg Output Rate", withUnit(rate, 2, "tok/s")],
    ["Total Test Time", withUnit(seconds, 2, "s")],
    ["Seed", String(context.seed)],
    ...(context.tokenizer === null ? [] : [["Tokenizer", context.tokenizer]]),
    ["Output Path", context.outputPath],
  ];
  return { columns: [{ title: "", align: "left" }, { title: "", align: "left", canShrink: true }], rows };
}

/** All addresses, and how requests were shared out among several. */
function describeAddresses({ url, endpoints }: RunResult["context"]): string {
  return endpoints === null ? url : `${endpoints.urls.join(", ")} (${endpoints.strategy})`;
}

/** Borders, label and padding of the first table, beside its values. */
const BASIC_TABLE_CHARS = 22;

/** A path that the first table has cut is written whole: it is there to be copied. */
function renderLongPath(path: string, { width }: TextStyle): string {
  return textWidth(path) > width - BASIC_TABLE_CHARS ? `Output Path: ${path}` : "";
}

function toTraceRows({ metrics: { traces } }: StepResult): TextCell[][] {
  return traces === null ? [] : toTraceCells(traces);
}

function toWorkloadRows(step: StepResult): TextCell[][] {
  return step.metrics.workload === null ? [] : toWorkloadCells(step.metrics.workload, step.metrics);
}

/** Puts the rows of each step under each other, the step named in the first row of its block. */
function buildBlocks<Block extends Point>(
  steps: readonly Block[],
  columns: readonly TextColumn[],
  toCells: (step: Block) => readonly TextCell[][],
): TextTable {
  const blocks = steps.map((step) =>
    toCells(step).map((cells, index) => [...(index === 0 ? toPointCells(step) : ["", ""]), ...cells])
  );
  const rows = blocks.filter((block) => block.length > 0).flatMap((block): TextRow[] => ["line", ...block]);
  return { columns: [...POINT_COLUMNS, ...columns], rows };
}

function renderRunWarnings(run: RunResult, style: TextStyle): string {
  return run.steps.flatMap((step) => {
    const ending = describeEnding(step.ending);
    const reasons = step.validity.reasons.filter((reason) => !step.warnings.includes(reason));
    const client = reasons.map((reason) => `client ${step.validity.verdict.toUpperCase()}: ${reason}`);
    const texts = [...client, ...(ending === null ? [] : [ending]), ...step.warnings];
    return texts.flatMap((text) => renderWarning(`${step.name}: ${text}`, style));
  }).join("\n");
}

type Answered = Parameters<typeof headlineOf>[0];

function renderAnswer(answered: Answered, { width }: TextStyle): string {
  return wrapText(headlineOf(answered).en, width).join("\n");
}

function renderSuggestions(answered: Answered, { width }: TextStyle): string {
  const suggestions = suggestionsOf(answered);
  if (suggestions.length === 0) return "";
  const texts = suggestions.flatMap(({ advice, because, rule }) =>
    wrapText(`- ${advice.en}. ${because.en} [${rule}]`, width, "  ")
  );
  return ["Performance test suggestions", ...texts].join("\n");
}

function withUnit(value: number | null, decimals: number, unit: string): string {
  return value === null ? MISSING : `${formatNumber(value, decimals)} ${unit}`;
}

function sum(values: readonly (number | null)[]): number | null {
  const defined = values.filter((value) => value !== null);
  return defined.length === 0 ? null : defined.reduce((total, value) => total + value, 0);
}
