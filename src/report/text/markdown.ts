/** Writes text so that Markdown shows it as it is. */
export function toMarkdownText(text: string): string {
  return text.replace(/[\\`*_{}[\]<>#|~!]/g, (char) => `\\${char}`).replaceAll("\n", " ");
}

/** The head of a column; that of texts stands in `text`: they stand left, numbers right. */
export type MarkdownColumn = string | { readonly text: string };

/** Writes a table. */
export function toMarkdownTable(columns: readonly MarkdownColumn[], rows: readonly (readonly string[])[]): string {
  const toLine = (cells: readonly string[]) => `| ${cells.map(toMarkdownText).join(" | ")} |`;
  const head = columns.map((column) => typeof column === "string" ? column : column.text);
  const rule = columns.map((column) => typeof column === "string" ? "---:" : ":---");
  return [toLine(head), `| ${rule.join(" | ")} |`, ...rows.map(toLine)].join("\n");
}
