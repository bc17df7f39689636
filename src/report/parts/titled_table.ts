import { fitText, wrapText } from "../text/fitted_text.ts";
import { drawTable, type TextTable } from "../text/text_table.ts";
import { paint, type TextStyle } from "../text/tone.ts";

/** A table with what stands above and below it. */
export interface TitledTable extends TextTable {
  readonly title: string;
  readonly note?: string | null;
}

/** Draws a table under its title, with a line on what did not fit. */
export function drawTitled(table: TitledTable, style: TextStyle): string {
  const drawn = drawTable(table, style);
  const lines = [fitText(table.title, style.width), drawn.text];
  if (drawn.dropped.length > 0) {
    lines.push(...wrapText(`Not shown at this width: ${drawn.dropped.join(", ")}`, style.width));
  }
  if (typeof table.note === "string") lines.push(...wrapText(table.note, style.width));
  return lines.join("\n");
}

/** Renders a sentence of warning, broken at the width. */
export function renderWarning(text: string, style: TextStyle): string[] {
  return wrapText(text, style.width, "  ").map((line) => paint(line, "warning", style.color));
}
