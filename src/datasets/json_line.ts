/** A line of a list that was written one element a line. */
const LIST_COMMA = /,\s*$/;

/** How Python prints a dict or a list. */
const PYTHON_LITERAL = /^\s*[{[(]+\s*'|[:,[]\s*(True|False|None)\s*[,}\]]/;

/** Parses a line as JSON, a comma behind it left out. Throws `SyntaxError` that says what else it looks like. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(LIST_COMMA, ""));
  } catch (cause) {
    if (!(cause instanceof SyntaxError) || !PYTHON_LITERAL.test(text)) throw cause;
    throw new SyntaxError("it is what Python prints; write it with json.dumps", { cause });
  }
}

/** Whether a line is JSON, or JSON with a comma behind it. */
export function isJsonLine(text: string): boolean {
  try {
    parseJson(text);
    return true;
  } catch {
    return false;
  }
}
