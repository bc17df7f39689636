/** Breaks text at spaces into lines of at most so many characters; longer words stay whole. */
export function wrapText(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

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
