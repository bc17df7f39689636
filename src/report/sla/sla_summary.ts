/**
 * The report of a search for the highest load: text and file, from plain data. `renderSlaSummary` gives the text,
 * `toSlaSummaryJson` the content of `sla_summary.json`.
 */
import { toVisibleData } from "../../core/visible_text.ts";
import type { TuningResult } from "../../metrics/tuning/tuning_result.ts";
import { wrapText } from "../text/fitted_text.ts";
import { drawTitled, renderWarning } from "../parts/titled_table.ts";
import { drawTable } from "../text/text_table.ts";
import type { TextStyle } from "../text/tone.ts";
import { describeMarks, drawLoadChart } from "./load_chart.ts";
import { buildAnswerTable, buildPointTable, describeLoads, findSubjects, NOISE_MARK } from "./sla_tables.ts";

/** More charts than this say nothing that the table does not. */
const MAX_CHARTS = 3;

/** Renders the answer of a search, the loads tried, charts of the metrics against the load, and what limits the answer. */
export function renderSlaSummary(given: TuningResult, style: TextStyle): string {
  const result = toVisibleData(given);
  const answer = { title: "SLA Auto-tune Summary", ...buildAnswerTable(result) };
  return [
    drawTitled(answer, style),
    ...(result.points.length === 0 ? [] : [renderPoints(result, style)]),
    ...renderCharts(result, style),
    renderConclusion(result, style),
  ].join("\n\n");
}

function renderPoints(result: TuningResult, style: TextStyle): string {
  const wide = buildPointTable(result, { hasRanges: true });
  const { dropped } = drawTable(wide, style);
  // The column of reasons is the only one that may go without giving up the intervals.
  const table = dropped.length <= 1 ? wide : buildPointTable(result, { hasRanges: false });
  return drawTitled({ title: "Loads tried", note: describeNoiseMark(result), ...table }, style);
}

function describeNoiseMark({ points }: TuningResult): string | null {
  const isMarked = points.some(({ isSure, verdict }) => !isSure && verdict !== "unfinished");
  return isMarked ? `${NOISE_MARK} decided by noise: the 95 % interval lies across the limit` : null;
}

function renderCharts(result: TuningResult, { width }: TextStyle): string[] {
  const subjects = findSubjects(result).slice(0, MAX_CHARTS);
  const charts = subjects.flatMap((subject) => drawLoadChart(result, subject, width) ?? []);
  if (charts.length === 0) return [];
  return [...charts, wrapText(`Marks: ${describeMarks(result)}`, width, "  ").join("\n")];
}

function renderConclusion(result: TuningResult, style: TextStyle): string {
  const { settings, confidence, ending, winner, bracket } = result;
  const isOpen = confidence.low === null && confidence.high === null;
  const sentences = [
    ending.sentence,
    ...(winner === null ? [] : [`${describeBracket(result)}: ${describeLoads(bracket)}`]),
    ...(isOpen ? [] : [`95 % interval: ${describeLoads(confidence)}, ${confidence.method}`]),
    `Runs of each load: ${settings.numRuns}, up to ${settings.maxRuns} where noise decides; requests of a run: ${settings.numberRule}`,
  ];
  return [
    ...sentences.flatMap((sentence) => wrapText(sentence, style.width, "  ")),
    ...result.warnings.flatMap((warning) => renderWarning(`Warning: ${warning}`, style)),
  ].join("\n");
}

function describeBracket({ criteria }: TuningResult): string {
  const isOptimum = criteria.flat().some(({ goal }) => goal.kind === "optimum");
  return isOptimum ? "Nearest loads that are worse" : "Highest load that passed and lowest one that failed";
}
