import type { ChartSpec, Series, SeriesPoint } from "./chart_spec.ts";

/** What stands for a point of each series, in order. */
const MARKS = ["●", "○", "×", "+", "*", "#"] as const;
const BAR = "█";
/** Joins the points of a line. */
const TRAIL = ".";

/** How numbers become cells. */
export interface PlotScale {
  readonly columns: number;
  readonly rows: number;
  toColumn(x: number): number;
  /** The highest value of each axis; both begin at 0. */
  readonly top: { readonly left: number; readonly right: number };
}

/** Returns the mark of a series in a plot. */
export function markOf({ look }: Series, index: number): string {
  return look === "bars" ? BAR : MARKS[index % MARKS.length] ?? "●";
}

/** Finds where numbers stand in a plot of so many cells. */
export function toScale(
  spec: ChartSpec,
  { columns, rows }: { readonly columns: number; readonly rows: number },
): PlotScale {
  const xs = spec.series.flatMap(({ points }) => points.map(([x]) => x));
  const [low, high] = [Math.min(...xs), Math.max(...xs)];
  const place = isByRatio(xs) ? Math.log : (x: number) => x;
  const span = place(high) - place(low);
  return {
    columns,
    rows,
    toColumn: (x) => span > 0 ? Math.round((place(x) - place(low)) / span * (columns - 1)) : Math.floor(columns / 2),
    top: { left: highest(spec, false), right: highest(spec, true) },
  };
}

/** Loads are tried in multiples: spaced evenly the low ones would lie on one another. */
function isByRatio(xs: readonly number[]): boolean {
  const distinct = new Set(xs);
  return distinct.size >= 3 && distinct.size <= 24 && Math.min(...xs) > 0 && Math.max(...xs) >= 4 * Math.min(...xs);
}

function highest({ series }: ChartSpec, isOnRight: boolean): number {
  const own = series.filter((one) => (one.isOnRight === true) === isOnRight);
  const values = own.flatMap(({ points }) => points.flatMap(([, y]) => y ?? []));
  return Math.max(0, ...values) || 1;
}

/** Draws all series into rows of cells, the first series on top. */
export function plotSeries({ series }: ChartSpec, scale: PlotScale): readonly string[] {
  const cells = Array.from({ length: scale.rows }, () => new Array<string>(scale.columns).fill(" "));
  for (const [index, one] of [...series.entries()].toReversed()) plotOne(cells, one, { index, scale });
  return cells.map((row) => row.join(""));
}

interface Plotted {
  readonly index: number;
  readonly scale: PlotScale;
}

function plotOne(cells: string[][], series: Series, { index, scale }: Plotted): void {
  const top = series.isOnRight === true ? scale.top.right : scale.top.left;
  const toRow = (y: number) => Math.min(scale.rows - 1, Math.max(0, Math.round((1 - y / top) * (scale.rows - 1))));
  if (series.look === "dots" || series.labels !== undefined) {
    for (const [place, [x, y]] of series.points.entries()) {
      if (y !== null) write(cells[toRow(y)], scale.toColumn(x), series.labels?.[place] ?? markOf(series, index));
    }
    return;
  }
  const known = perColumn(series.points, scale);
  const isLine = series.look === "line" || series.look === "dashed" || series.look === "area";
  for (const [place, [column, y]] of known.entries()) {
    if (series.look === "bars" && y > 0) fillBar(cells, { column, width: barWidth(known, scale), from: toRow(y) });
    if (isLine) joinPoints(cells, [[column, y], known[place + 1]], toRow);
  }
  if (series.look === "bars") return;
  for (const [column, y] of known) put(cells, toRow(y), { column, mark: markOf(series, index) });
}

/** One value a column, the mean of those that fall into it. */
function perColumn(points: readonly SeriesPoint[], { toColumn }: PlotScale): readonly (readonly [number, number])[] {
  const known = points.flatMap(([x, y]) => y === null ? [] : [[toColumn(x), y] as const]);
  const groups = [...Map.groupBy(known, ([column]) => column)].sort(([a], [b]) => a - b);
  return groups.map(([column, group]) => [column, group.reduce((sum, [, y]) => sum + y, 0) / group.length] as const);
}

function joinPoints(
  cells: string[][],
  [[column, y], next]: readonly [readonly [number, number], (readonly [number, number]) | undefined],
  toRow: (y: number) => number,
): void {
  if (next === undefined) return;
  for (let at = column + 1; at < next[0]; at++) {
    const share = (at - column) / (next[0] - column);
    const row = cells[toRow(y + (next[1] - y) * share)];
    if (row !== undefined && row[at] === " ") row[at] = TRAIL;
  }
}

function barWidth(known: readonly (readonly [number, number])[], { columns }: PlotScale): number {
  return Math.max(1, Math.ceil(columns / Math.max(1, known.length)));
}

function fillBar(
  cells: string[][],
  { column, width, from }: { readonly column: number; readonly width: number; readonly from: number },
): void {
  for (let row = from; row < cells.length; row++) {
    const start = Math.max(0, column - Math.floor(width / 2));
    for (let at = start; at < start + width; at++) put(cells, row, { column: at, mark: BAR });
  }
}

/** Writes a label so that it ends at the edge at the latest. */
function write(line: string[] | undefined, column: number, text: string): void {
  if (line === undefined) return;
  line.splice(Math.max(0, Math.min(column, line.length - text.length)), text.length, ...text);
}

function put(
  cells: string[][],
  row: number,
  { column, mark }: { readonly column: number; readonly mark: string },
): void {
  const line = cells[row];
  if (line !== undefined && column < line.length) line[column] = mark;
}
