import { METRIC_CATALOG } from "../../metrics/catalog.ts";
import { type Criterion, describeCriterion, describeSubject } from "../../metrics/judging/criterion.ts";
import type { PointVerdict, TuningPoint, TuningResult } from "../../metrics/tuning/tuning_result.ts";
import { fitText } from "../text/fitted_text.ts";
import { textWidth } from "../text/text_width.ts";
import { formatNumber, formatSetting } from "../text/number_text.ts";
import { findAssessment } from "./sla_tables.ts";

const ROWS = 11;
/** Above twice the limit a point is drawn at the edge: what matters is near the limit. */
const VIEW_BEYOND_LIMIT = 2;
/** Room above the highest point. */
const HEADROOM = 1.1;
const MAX_WIDTH = 100;

const MARKS: Readonly<Record<PointVerdict, string>> = {
  passes: "●",
  fails: "×",
  too_low: "○",
  undefined: "?",
  client_limited: "c",
  unfinished: "?",
};

interface PlottedPoint {
  readonly load: number;
  readonly value: number;
  readonly mark: string;
  readonly isWinner: boolean;
}

/** Draws a metric against the load with its limit; loads are spaced by their ratio. `null`: there is nothing to draw. */
export function drawLoadChart(result: TuningResult, criterion: Criterion, width: number): string | null {
  const plotted = result.points.flatMap((point) => toPlotted(point, criterion, result));
  if (plotted.length === 0) return null;
  const limit = criterion.goal.kind === "limit" ? criterion.goal.limit : null;
  const top = findTop(plotted, limit);
  const { decimals, unit } = METRIC_CATALOG[criterion.metric];
  const labels = [top, limit ?? top / 2, 0].map((value) => formatNumber(value, decimals));
  const labelWidth = Math.max(...labels.map(textWidth));
  const columns = Math.max(10, Math.min(width, MAX_WIDTH) - labelWidth - 2);
  const grid = { columns, top, limit, toColumn: spaceLoads(plotted, columns) };
  const limitRow = limit === null ? Math.floor(ROWS / 2) : toRow(limit, top);
  const labelOf = new Map([[0, labels[0]], [limitRow, labels[1]], [ROWS - 1, labels[2]]]);
  const lines = drawGrid(plotted, grid).map((line, row) => `${(labelOf.get(row) ?? "").padStart(labelWidth)} ┤${line}`);
  const indent = " ".repeat(labelWidth + 1);
  return [
    fitText(`${describeSubject(criterion)} (${unit}) against ${result.variable}; ${describeGoal(criterion)}`, width),
    ...lines.map((line) => line.trimEnd()),
    `${indent}└${"─".repeat(columns)}`,
    `${indent} ${drawLoads(plotted, grid)}`.trimEnd(),
  ].join("\n");
}

/** Says what the marks of a chart mean, those that are in it. */
export function describeMarks({ points, winner }: TuningResult): string {
  const verdicts = new Set(points.map(({ verdict }) => verdict));
  return [
    ...(winner === null ? [] : ["◆ the answer"]),
    ...(verdicts.has("passes") ? ["● passes"] : []),
    ...(verdicts.has("fails") ? ["× fails"] : []),
    ...(verdicts.has("too_low") ? ["○ too low"] : []),
    ...(verdicts.has("client_limited") ? ["c limited by the client"] : []),
    ...(verdicts.has("undefined") || verdicts.has("unfinished") ? ["? not judged"] : []),
    "↑ beyond the chart",
  ].join(", ");
}

function describeGoal(criterion: Criterion): string {
  return `${criterion.goal.kind === "limit" ? "┄" : "wanted:"} ${describeCriterion(criterion)}`;
}

function toPlotted(point: TuningPoint, criterion: Criterion, { winner }: TuningResult): PlottedPoint[] {
  const value = findAssessment(point, criterion)?.estimate.value ?? null;
  if (value === null) return [];
  const isWinner = point.value === winner?.value;
  return [{ load: point.value, value, mark: isWinner ? "◆" : MARKS[point.verdict], isWinner }];
}

function findTop(plotted: readonly PlottedPoint[], limit: number | null): number {
  const highest = Math.max(...plotted.map(({ value }) => value)) * HEADROOM;
  if (limit === null || limit <= 0) return highest > 0 ? highest : 1;
  return Math.max(limit * HEADROOM, Math.min(highest, limit * VIEW_BEYOND_LIMIT));
}

interface Grid {
  readonly columns: number;
  readonly top: number;
  readonly limit: number | null;
  readonly toColumn: (load: number) => number;
}

function spaceLoads(plotted: readonly PlottedPoint[], columns: number): (load: number) => number {
  const logs = plotted.map(({ load }) => Math.log(load));
  const [first, last] = [Math.min(...logs), Math.max(...logs)];
  if (first === last) return () => Math.floor(columns / 2);
  return (load) => Math.round((Math.log(load) - first) / (last - first) * (columns - 1));
}

function toRow(value: number, top: number): number {
  return Math.min(ROWS - 1, Math.max(0, Math.round((1 - value / top) * (ROWS - 1))));
}

function drawGrid(plotted: readonly PlottedPoint[], { columns, top, limit, toColumn }: Grid): string[] {
  const cells = Array.from(
    { length: ROWS },
    (_, row) => new Array<string>(columns).fill(limit !== null && row === toRow(limit, top) ? "┄" : " "),
  );
  const inOrder = plotted.toSorted((a, b) => Number(a.isWinner) - Number(b.isWinner));
  for (const { load, value, mark } of inOrder) {
    const row = cells[toRow(value, top)];
    if (row !== undefined) row[toColumn(load)] = value > top ? "↑" : mark;
  }
  return cells.map((row) => row.join(""));
}

/** Writes the loads under their columns: the answer, the ends, then as many as fit. */
function drawLoads(plotted: readonly PlottedPoint[], { columns, toColumn }: Grid): string {
  const ends = [plotted[0], plotted.at(-1)].flatMap((point) => point ?? []);
  const chosen = new Set([...plotted.filter(({ isWinner }) => isWinner), ...ends, ...plotted]);
  const line = new Array<string>(columns).fill(" ");
  for (const { load } of chosen) {
    const text = formatSetting(load);
    const start = Math.min(columns - text.length, Math.max(0, toColumn(load) - Math.floor(text.length / 2)));
    const around = line.slice(Math.max(0, start - 1), start + text.length + 1);
    if (around.every((cell) => cell === " ")) line.splice(start, text.length, ...text);
  }
  return line.join("");
}
