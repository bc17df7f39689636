import { fitText } from "./fitted_text.ts";
import { textWidth } from "./text_width.ts";
import { MISSING } from "./number_text.ts";
import { paint, type TextStyle, type Tone } from "./tone.ts";

/** A column of a table in text. */
export interface TextColumn {
  readonly title: string;
  readonly align: "left" | "right";
  /** Left out where the width is short, the highest first; without one the column always stays. */
  readonly dropOrder?: number;
  /** Long text that may be cut; numbers are never cut. */
  readonly canShrink?: boolean;
}

/** One cell: text, and a tone where there is trouble. */
export type TextCell = string | { readonly text: string; readonly tone: Tone };

/** A row of cells, a heading over all columns, or a line between rows. */
export type TextRow = readonly TextCell[] | { readonly heading: string } | "line";

/** A table before it is drawn. */
export interface TextTable {
  readonly columns: readonly TextColumn[];
  readonly rows: readonly TextRow[];
  /** Without the lines above and below, where there is no room for them. */
  readonly isOpen?: boolean;
}

/** A drawn table and the titles of the columns that did not fit. */
export interface DrawnTable {
  readonly text: string;
  readonly dropped: readonly string[];
}

/** A column cut shorter than this says nothing. */
const MIN_SHRUNK_WIDTH = 8;
/** A space on both sides of a cell and the line after it. */
const CELL_EXTRA_WIDTH = 3;

/**
 * Draws a table no wider than the style allows: first drops columns that hold nothing, then others in their order, then
 * cuts long text, never numbers.
 */
export function drawTable(table: TextTable, style: TextStyle): DrawnTable {
  const width = style.tableWidth ?? style.width;
  const kept = chooseColumns(table, width);
  const widths = shrinkWidths(table, kept, width);
  const dropped = table.columns.filter((_, index) => !kept.includes(index) && !isEmpty(table, index))
    .map((column) => column.title);
  return { text: drawLines(table, { kept, widths, color: style.color }), dropped };
}

interface Layout {
  readonly kept: readonly number[];
  readonly widths: readonly number[];
  readonly color: boolean;
}

function chooseColumns(table: TextTable, width: number): number[] {
  const widths = table.columns.map((_, index) => naturalWidth(table, index));
  const minimum = (index: number): number =>
    table.columns[index]?.canShrink === true ? Math.min(widths[index] ?? 0, MIN_SHRUNK_WIDTH) : widths[index] ?? 0;
  const total = (indexes: readonly number[]): number =>
    1 + indexes.reduce((sum, index) => sum + minimum(index) + CELL_EXTRA_WIDTH, 0);
  let kept = table.columns.map((_, index) => index);
  while (total(kept) > width) {
    const next = kept.find((index) => isEmpty(table, index)) ?? mostExpendable(table, kept);
    if (next === null) break;
    kept = kept.filter((index) => index !== next);
  }
  return kept;
}

/** Stands in a row for rows that are left out. */
export const GAP = "…";

/** A column without a figure in any row says nothing, whatever its place. */
function isEmpty({ rows }: TextTable, index: number): boolean {
  const cells = rows.filter(isCells);
  return cells.length > 0 && cells.every((row) => ["", MISSING, GAP].includes(cellText(row[index])));
}

function mostExpendable(table: TextTable, kept: readonly number[]): number | null {
  let choice: number | null = null;
  let highest = -Infinity;
  for (const index of kept) {
    const order = table.columns[index]?.dropOrder;
    if (order === undefined || order <= highest) continue;
    highest = order;
    choice = index;
  }
  return choice;
}

function shrinkWidths(table: TextTable, kept: readonly number[], width: number): number[] {
  const widths = kept.map((index) => naturalWidth(table, index));
  const total = 1 + widths.reduce((sum, columnWidth) => sum + columnWidth + CELL_EXTRA_WIDTH, 0);
  let excess = total - width;
  // From the right: what stands first says what the row is about.
  for (let position = kept.length - 1; position >= 0; position--) {
    const columnWidth = widths[position] ?? 0;
    if (excess <= 0 || table.columns[kept[position] ?? -1]?.canShrink !== true) continue;
    const shrunk = Math.max(Math.min(columnWidth, MIN_SHRUNK_WIDTH), columnWidth - excess);
    excess -= columnWidth - shrunk;
    widths[position] = shrunk;
  }
  return widths;
}

function naturalWidth(table: TextTable, index: number): number {
  let width = textWidth(table.columns[index]?.title ?? "");
  for (const row of table.rows) {
    if (isCells(row)) width = Math.max(width, textWidth(cellText(row[index])));
  }
  return width;
}

function isCells(row: TextRow): row is readonly TextCell[] {
  return Array.isArray(row);
}

function cellText(cell: TextCell | undefined): string {
  const text = typeof cell === "object" ? cell.text : cell ?? "";
  return text.replace(/\s+/g, " ");
}

function drawLines(table: TextTable, layout: Layout): string {
  const columns = layout.kept.flatMap((index) => table.columns[index] ?? []);
  const line = (joints: string) => drawLine(joints, layout.widths);
  const lines = [line("┌┬┐")];
  const hasHead = columns.some(({ title }) => title !== "");
  if (hasHead) lines.push(drawCells(columns.map(({ title }) => title), columns, layout));
  let isLineDue = hasHead;
  for (const row of table.rows) {
    if (row === "line") {
      isLineDue = true;
      continue;
    }
    const isOpen = lines.length > 1;
    if (!isCells(row)) {
      // A heading reaches over all columns: the lines between them end above it and begin below it.
      lines[isOpen ? lines.length : 0] = line(isOpen ? "├┴┤" : "┌─┐");
      lines.push(`│ ${padText(fitText(row.heading, rowWidth(layout.widths)), rowWidth(layout.widths), "left")} │`);
    } else {
      if (isLineDue && isOpen) lines.push(line("├┼┤"));
      lines.push(drawCells(layout.kept.map((index) => row[index] ?? ""), columns, layout));
    }
    isLineDue = false;
  }
  return (table.isOpen === true ? lines.slice(1) : [...lines, line("└┴┘")]).join("\n");
}

/** Draws a line over all columns; the joints are its begin, those between columns, and its end. */
function drawLine(joints: string, widths: readonly number[]): string {
  const [begin = "", between = "", end = ""] = joints;
  return begin + widths.map((width) => "─".repeat(width + CELL_EXTRA_WIDTH - 1)).join(between) + end;
}

function drawCells(cells: readonly TextCell[], columns: readonly TextColumn[], { widths, color }: Layout): string {
  const drawn = cells.map((cell, position) => {
    const width = widths[position] ?? 0;
    const text = paint(fitText(cellText(cell), width), typeof cell === "object" ? cell.tone : "plain", color);
    return padText(text, width, columns[position]?.align ?? "left");
  });
  return `│ ${drawn.join(" │ ")} │`;
}

function padText(text: string, width: number, align: TextColumn["align"]): string {
  const padding = " ".repeat(Math.max(0, width - textWidth(text)));
  return align === "left" ? text + padding : padding + text;
}

/** The inside of a row without its first and last space. */
function rowWidth(widths: readonly number[]): number {
  return widths.reduce((sum, width) => sum + width + CELL_EXTRA_WIDTH, 0) - CELL_EXTRA_WIDTH;
}
