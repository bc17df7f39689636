/** Writes a text so that it stands for itself in a regular expression. `RegExp.escape` is missing in Deno 2.6. */
export function escapePattern(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
