/**
 * Finds the line on which a file names a key, whatever its format: `key:`, `key =`, `"key":`. Of several, that with the
 * least indentation is the option; the others are members of values. `null`: it is named in no way that is known.
 */
export function findKeyLine(text: string, key: string): number | null {
  const form = new RegExp(`^([\\s{]*)["']?${key.replace(/[^\w]/g, "\\$&")}["']?\\s*[:=]`);
  let best: { readonly line: number; readonly indentation: number } | null = null;
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const indentation = form.exec(line)?.[1]?.length;
    if (indentation === undefined || (best !== null && best.indentation <= indentation)) continue;
    best = { line: index + 1, indentation };
  }
  return best?.line ?? null;
}
