/** Writes text so that Markdown shows it as it is. */
export function toMarkdownText(text: string): string {
  return text.replace(/[\\`*_{}[\]<>#|~!]/g, (char) => `\\${char}`).replaceAll("\n", " ");
}

/** Writes a table; the first column is text, the others are numbers or words. */
export function toMarkdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const toLine = (cells: readonly string[]) => `| ${cells.map(toMarkdownText).join(" | ")} |`;
  const rule = head.map((_, index) => index === 0 ? ":---" : "---:");
  return [toLine(head), `| ${rule.join(" | ")} |`, ...rows.map(toLine)].join("\n");
}
