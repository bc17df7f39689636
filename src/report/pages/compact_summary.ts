import { toVisibleData } from "../../core/visible_text.ts";
import type { RunResult, StepResult } from "../../metrics/run_result.ts";
import type { FailureSummary } from "../../metrics/step_metrics.ts";
import type { ReportSearch } from "../model/report_model.ts";
import { loadChart } from "../charts/sweep_charts.ts";
import { drawTextChart, FRAME_LINES } from "../charts/text_chart.ts";
import { toReportPoint } from "../model/report_point.ts";
import { describeClientError } from "../parts/health_line.ts";
import { describeFailure, describeFailureKind } from "../parts/failure_table.ts";
import { describeObjective } from "../parts/goodput_table.ts";
import { headlineOf } from "../parts/headline.ts";
import { buildOverviewTable } from "../parts/overview_table.ts";
import { buildStageTable } from "../parts/stage_table.ts";
import { suggestionsOf } from "../parts/suggestions.ts";
import { fitText, wrapText } from "../text/fitted_text.ts";
import { formatNumber, formatShare } from "../text/number_text.ts";
import { drawTable, GAP, type TextTable } from "../text/text_table.ts";
import { paint, type TextStyle } from "../text/tone.ts";
import { describeEnding } from "./step_report.ts";

/** What fits a small terminal together with the prompt. */
export const COMPACT_LINES = 20;

interface Shown {
  readonly run: RunResult;
  readonly search: ReportSearch | null;
}

/**
 * Renders the end of a run on one small screen: the sentence that answers it, a row a point with the verdict on the
 * client, failures, objectives, what to do next, and where everything else is.
 */
export function renderCompactSummary(run: Shown, style: TextStyle): string {
  const shown = toVisibleData(run);
  const points = shown.run.steps.map(toReportPoint);
  const headline = wrapText(headlineOf({ points, search: shown.search }).en, style.width, "  ");
  const remarks = [
    ...renderClientError(shown.run, style),
    ...renderFailures(shown.run, style),
    ...renderObjectives(shown.run, style),
  ];
  const partial = [...renderWarnings(shown.run, style), ...renderEndings(shown.run, style)];
  const results = renderResults(shown.run, style);
  const advice = renderAdvice({ points, search: shown.search }, style);
  const told = [headline, remarks, partial, results].flat().length;
  const least = advice.slice(0, LEAST_ADVICE_LINES).length;
  const { table, picture } = drawPoints(shown.run.steps, COMPACT_LINES - told - least, style);
  const spare = COMPACT_LINES - told - table.length - picture.length;
  const given = advice.slice(0, Math.max(0, spare));
  return [...headline, ...table, ...picture, ...remarks, ...partial, ...given, ...results].join("\n");
}

/** The points as a table, and below it what they show over their loads, or over the stages of the only one. */
function drawPoints(
  steps: readonly StepResult[],
  lines: number,
  style: TextStyle,
): { readonly table: readonly string[]; readonly picture: readonly string[] } {
  const chart = loadChart(steps.map(toReportPoint));
  const needed = chart === null ? 0 : LEAST_PLOT_ROWS + FRAME_LINES;
  // A row a point comes before the picture; where rows give way in any case it is worth some more of them.
  const isWhole = steps.length + TABLE_FRAME_LINES + 1 <= lines;
  const mayShare = !isWhole && lines - needed >= LEAST_TABLE_LINES;
  const framed = drawOverview(steps, { lines: mayShare ? lines - needed : lines }, style);
  const open = drawOverview(steps, { lines, isOpen: true }, style);
  const isTight = isWhole && framed.length + needed > lines && open.length + needed <= lines;
  const table = isTight ? open : framed;
  const spare = lines - table.length;
  if (chart === null) return { table, picture: drawStages(steps, spare, style) };
  if (spare < needed) return { table, picture: [] };
  const rows = Math.min(MOST_PLOT_ROWS, spare - FRAME_LINES - MORE_ADVICE_LINES);
  return { table, picture: drawTextChart(chart, { width: style.width, rows: Math.max(LEAST_PLOT_ROWS, rows) }) };
}

const LEAST_PLOT_ROWS = 3;
const MOST_PLOT_ROWS = 6;
/** What weighs most of the advice is always told. */
const LEAST_ADVICE_LINES = 1;
/** Where there is more room than the chart needs at least, so much more advice comes before a taller one. */
const MORE_ADVICE_LINES = 1;
/** A table with less than three points says less than the chart below it. */
const LEAST_TABLE_LINES = 8;

/** The only point by the stages of its load, as far as there is room. */
function drawStages(steps: readonly StepResult[], lines: number, style: TextStyle): readonly string[] {
  const stages = steps.length === 1 ? steps[0]?.metrics.stages ?? [] : [];
  const room = lines - TABLE_FRAME_LINES;
  if (!stages.some(({ load }) => load !== null) || room < LEAST_ROWS) return [];
  const isWhole = stages.length <= room;
  const shown = isWhole ? stages : stages.slice(0, room - 1);
  const notes = isWhole ? [] : [`${stages.length - shown.length} more stages in the files`];
  return drawLines(buildStageTable(shown), notes, style).slice(0, lines);
}

/** Borders, head and the line below it. */
const TABLE_FRAME_LINES = 4;
const LEAST_ROWS = 2;

interface OverviewRoom {
  readonly lines: number;
  /** All points without the lines around them: borders, and what columns a narrow terminal has no room for. */
  readonly isOpen?: boolean;
}

/** The points as a table of so many lines at most; those in the middle give way first. */
function drawOverview(
  steps: readonly StepResult[],
  { lines, isOpen = false }: OverviewRoom,
  style: TextStyle,
): readonly string[] {
  const room = Math.max(LEAST_ROWS, lines - TABLE_FRAME_LINES - 1);
  const whole = buildOverviewTable(steps);
  if (isOpen) return drawTable({ ...whole, isOpen }, style).text.split("\n");
  if (steps.length <= room) return drawLines(whole, [], style);
  const first = Math.ceil((room - 1) / 2);
  const shown = [...steps.slice(0, first), ...steps.slice(steps.length - (room - 1 - first))];
  const table = buildOverviewTable(shown);
  const gap = table.columns.map(() => GAP);
  const rows = [...table.rows.slice(0, first), gap, ...table.rows.slice(first)];
  return drawLines({ ...table, rows }, [`${steps.length - shown.length} more points in the files`], style);
}

function drawLines(table: TextTable, notes: readonly string[], style: TextStyle): readonly string[] {
  const { text, dropped } = drawTable(table, style);
  const all = [...notes, ...(dropped.length === 0 ? [] : [`not shown at this width: ${dropped.join(", ")}`])];
  return all.length === 0 ? text.split("\n") : [...text.split("\n"), fitText(`(${all.join("; ")})`, style.width)];
}

/** What the client adds to the times of the points at most, where all of them are like loads that were calibrated. */
function renderClientError({ steps }: RunResult, style: TextStyle): string[] {
  const errors = steps.flatMap(({ clientError }) => clientError ?? []);
  if (errors.length === 0 || errors.length < steps.length) return [];
  const most = {
    ttftMs: Math.max(...errors.map(({ ttftMs }) => ttftMs)),
    itlMs: Math.max(...errors.map(({ itlMs }) => itlMs)),
  };
  return [fitText(`As calibrated: ${describeClientError(most).en} (99 % of the values)`, style.width)];
}

const SHOWN_FAILURES = 2;

function renderFailures({ steps }: RunResult, style: TextStyle): string[] {
  const failures = joinFailures(steps.flatMap(({ metrics }) => metrics.failures));
  const shown = failures.slice(0, SHOWN_FAILURES).map((failure) => {
    const text = `✗ ${formatNumber(failure.count, 0)} × ${describeFailure(failure)}`;
    return paint(fitText(text, style.width), "bad", style.color);
  });
  const others = failures.slice(SHOWN_FAILURES).reduce((sum, { count }) => sum + count, 0);
  return others === 0 ? shown : [...shown, `  and ${formatNumber(others, 0)} of other kinds`];
}

/** The failures of all points by kind, the most frequent first. */
function joinFailures(failures: readonly FailureSummary[]): readonly FailureSummary[] {
  const groups = Map.groupBy(failures, describeFailureKind);
  const joined = [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    return [{ ...first, count: group.reduce((sum, { count }) => sum + count, 0) }];
  });
  return joined.toSorted((a, b) => b.count - a.count);
}

/**
 * Objectives of single requests (`--goodput`): how many kept all of them, and which was missed how often. Several points
 * at which all was kept are one line.
 */
function renderObjectives({ steps }: RunResult, style: TextStyle): string[] {
  const judged = steps.filter(({ metrics: { goodput } }) => goodput !== null);
  const kept = judged.filter(({ metrics: { goodput } }) => goodput?.good === goodput?.requests);
  const isJoined = kept.length > 1;
  const texts = judged.filter((step) => !isJoined || !kept.includes(step)).map((step) => renderObjective(step, style));
  const joined = isJoined ? [`✓ ${kept.length} of ${judged.length} points: 100% kept all objectives`] : [];
  const others = texts.length - SHOWN_OBJECTIVES;
  return [
    ...joined,
    ...texts.slice(0, SHOWN_OBJECTIVES),
    ...(others > 0 ? [`  and ${others} more points that missed some`] : []),
  ];
}

const SHOWN_OBJECTIVES = 2;

function renderObjective({ name, metrics: { goodput } }: StepResult, style: TextStyle): string {
  if (goodput === null || goodput.good === null) {
    const text = `! ${name}: objectives on ITL and TPOT are not judged, most events came in one read with others`;
    return paint(fitText(text, style.width), "warning", style.color);
  }
  const isKept = goodput.good === goodput.requests;
  const missed = goodput.promises.filter((objective) => objective.isJudged && objective.missed > 0)
    .map((objective) => `${describeObjective(objective)} missed by ${formatNumber(objective.missed, 0)}`);
  const share = formatShare(goodput.requests === 0 ? null : goodput.good / goodput.requests);
  const text = [`${isKept ? "✓" : "✗"} ${name}: ${share} kept all objectives`, ...missed].join(", ");
  return paint(fitText(text, style.width), isKept ? "plain" : "warning", style.color);
}

function renderEndings({ steps }: RunResult, style: TextStyle): string[] {
  const texts = new Set(steps.flatMap(({ ending }) => describeEnding(ending) ?? []));
  return [...texts].map((text) => paint(fitText(text, style.width), "warning", style.color));
}

const SHOWN_WARNINGS = 2;

/** What must be known beside the figures, each once; the files have it in full. */
function renderWarnings({ steps }: RunResult, style: TextStyle): string[] {
  const texts = [...new Set(steps.flatMap(({ warnings }) => warnings))];
  return texts.slice(0, SHOWN_WARNINGS).map((text) => paint(fitText(`! ${text}`, style.width), "warning", style.color));
}

function renderAdvice(shown: Parameters<typeof suggestionsOf>[0], style: TextStyle): string[] {
  return suggestionsOf(shown).map(({ advice }) => fitText(`→ ${advice.en}`, style.width));
}

function renderResults({ context }: RunResult, { width }: TextStyle): string[] {
  const text = `Results: ${context.outputPath} (perf_report.html, performance_summary.txt, run.json)`;
  // A path is there to be copied: it is never cut.
  return text.length <= width ? [text] : [`Results: ${context.outputPath}`];
}
