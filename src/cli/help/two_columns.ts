import { wrapText } from "../../report/text/fitted_text.ts";

/** Puts two columns beside each other, the second one wrapped; a long left text gets a line of its own. */
export function twoColumns(left: string, right: string, { indent, start, width }: ColumnWidths): string {
  const head = " ".repeat(indent) + left;
  const [first = "", ...rest] = wrapText(right, Math.max(20, width - start));
  const gap = " ".repeat(start);
  const top = head.length + 2 > start ? `${head}\n${gap}${first}` : head.padEnd(start) + first;
  return [top, ...rest.map((line) => gap + line)].join("\n");
}

/** Where the columns are, in characters. */
export interface ColumnWidths {
  readonly indent: number;
  readonly start: number;
  readonly width: number;
}
