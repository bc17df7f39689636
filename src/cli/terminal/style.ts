/** Colours for trouble and headings; plain text where colours are not wanted. */
export interface Style {
  error(text: string): string;
  warning(text: string): string;
  heading(text: string): string;
  faint(text: string): string;
}

/** Creates a style. */
export function createStyle({ hasColor }: { readonly hasColor: boolean }): Style {
  const paint = (code: number) => (text: string) => hasColor ? `\x1b[${code}m${text}\x1b[0m` : text;
  return { error: paint(31), warning: paint(33), heading: paint(1), faint: paint(2) };
}
