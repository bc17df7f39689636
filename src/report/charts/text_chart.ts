/** Charts for terminals: the same specifications as on the page, drawn with characters. */
import { textWidth } from "../text/text_width.ts";
import { formatBrief } from "./chart_number.ts";
import type { Axis, ChartSpec, Lane } from "./chart_spec.ts";
import { markOf, type PlotScale, plotSeries, toScale } from "./text_plot.ts";

/** The room of a chart; `rows` are those of the plot, title and axis come on top. */
export interface TextChartRoom {
  readonly width: number;
  readonly rows: number;
}

/** Lines that a chart takes besides its plot. */
export const FRAME_LINES = 2;

const MAX_WIDTH = 100;

/** Draws a chart: what its marks mean, then the plot, then what stands below the axis. */
export function drawTextChart(spec: ChartSpec, room: TextChartRoom): readonly string[] {
  const width = Math.min(room.width, MAX_WIDTH);
  const lanes = spec.series.flatMap((series) => series.lanes ?? []);
  if (lanes.length > 0) return drawLanes(lanes, { ...room, width });
  if (spec.series.every(({ points }) => points.every(([, y]) => y === null))) {
    return [`${spec.title.en}: no values`];
  }
  const hasRight = spec.series.some(({ isOnRight }) => isOnRight === true);
  const tops = toScale(spec, { columns: 1, rows: 1 }).top;
  const [left, right] = [formatBrief(tops.left), hasRight ? formatBrief(tops.right) : ""];
  const frame = textWidth(left) + textWidth(right) + (hasRight ? 4 : 2);
  const scale = toScale(spec, { columns: Math.max(10, width - frame), rows: room.rows });
  const plot = plotSeries(spec, scale);
  const lines = plot.map((cells, row) => {
    const [leftLabel, rightLabel] = row === 0 ? [left, right] : row === room.rows - 1 ? ["0", "0"] : ["", ""];
    const line = `${leftLabel.padStart(textWidth(left))} ┤${cells}`;
    return hasRight ? `${line}├ ${rightLabel}`.trimEnd() : line.trimEnd();
  });
  const indent = " ".repeat(textWidth(left) + 2);
  return [describe(spec).slice(0, width), ...lines, `${indent}${drawAxis(spec, scale)}`.trimEnd()];
}

/** The marks with their names and units, and what the axis below is. */
function describe({ series, x, y, y2 }: ChartSpec): string {
  const names = series.map((one, index) => {
    const axis = one.isOnRight === true ? y2 ?? y : y;
    const mark = one.labels === undefined ? `${markOf(one, index)} ` : "";
    return `${mark}${one.name.en}${unitOf(axis)}`;
  });
  return `${names.join("  ")}  against ${lower(x.label.en)}${unitOf(x)}`;
}

function lower(text: string): string {
  return /^[A-Z]{2}/.test(text) ? text : text.slice(0, 1).toLowerCase() + text.slice(1);
}

function unitOf({ unit }: Axis): string {
  return unit === "" ? "" : ` (${unit})`;
}

/** Most axes have no place for more labels than this where points stand close. */
const LABELS = 5;

/** Writes the ends of the axis, the marked places, then as many others as fit. */
function drawAxis({ series, marks = [] }: ChartSpec, { columns, toColumn }: PlotScale): string {
  const xs = [...new Set(series.flatMap(({ points }) => points.map(([x]) => x)))].sort((a, b) => a - b);
  const others = xs.length <= columns / 4 ? xs : evenly(xs);
  const line = new Array<string>(columns).fill(" ");
  const named = marks.map(({ x, label }) => [x, `${formatBrief(x)} (${label.en})`] as const);
  const plain = [xs[0], xs.at(-1), ...others].flatMap((x) => x === undefined ? [] : [[x, formatBrief(x)] as const]);
  for (const [x, text] of [...named, ...plain]) writeAt(line, toColumn(x), text);
  return line.join("");
}

function evenly(xs: readonly number[]): readonly number[] {
  return Array.from({ length: LABELS }, (_, index) => xs[Math.round(index * (xs.length - 1) / (LABELS - 1))] ?? 0);
}

/** Writes a label around a column, where nothing stands yet. */
function writeAt(line: string[], column: number, text: string): void {
  const start = Math.min(line.length - text.length, Math.max(0, column - Math.floor(text.length / 2)));
  const around = line.slice(Math.max(0, start - 1), start + text.length + 1);
  if (start >= 0 && around.every((cell) => cell === " ")) line.splice(start, text.length, ...text);
}

const LANE_KEY = "░ queue  ▒ prefill  █ decode  × failed";

/** Draws requests as bars, one a line; an even selection of them where there are more. */
function drawLanes(lanes: readonly Lane[], { width, rows }: TextChartRoom): readonly string[] {
  const step = Math.max(1, Math.ceil(lanes.length / rows));
  const shown = lanes.filter((_, index) => index % step === 0);
  const from = Math.min(...shown.map(({ dueAt }) => dueAt));
  const until = Math.max(...shown.map(({ endAt }) => endAt));
  const columns = Math.max(10, width - 2);
  const toColumn = (at: number) => until > from ? Math.floor((at - from) / (until - from) * (columns - 1)) : 0;
  const axis = `${formatBrief(from)} s`.padEnd(columns - 10) + `${formatBrief(until)} s`.padStart(10);
  return [
    LANE_KEY.slice(0, width),
    ...shown.map((lane) => `┤${drawLane(lane, columns, toColumn)}`.trimEnd()),
    ` ${axis}`,
  ];
}

function drawLane(lane: Lane, columns: number, toColumn: (at: number) => number): string {
  const line = new Array<string>(columns).fill(" ");
  const firstAt = lane.firstTokenAt ?? lane.endAt;
  const fill = (from: number, until: number, mark: string) => {
    for (let at = toColumn(from); at <= toColumn(until); at++) line[at] = mark;
  };
  if (lane.sentAt > lane.dueAt) fill(lane.dueAt, lane.sentAt, "░");
  fill(lane.sentAt, firstAt, lane.hasFailed ? "×" : "▒");
  if (firstAt < lane.endAt) fill(firstAt, lane.endAt, lane.hasFailed ? "×" : "█");
  return line.join("");
}
