// deno-lint-ignore-file no-control-regex -- escape sequences are what is read here
import type { Output } from "../../../src/cli/terminal/output.ts";

/** An output that keeps what was written. */
export interface FakeOutput extends Output {
  readonly written: string[];
  columns: number;
}

/** Creates an output, by default a terminal of 40 columns without colours. */
export function createFakeOutput({ isTerminal = true }: { readonly isTerminal?: boolean } = {}): FakeOutput {
  const output: FakeOutput = {
    isTerminal,
    hasColor: false,
    columns: 40,
    width: (fallback) => isTerminal ? output.columns : fallback,
    written: [],
    write: (text) => void output.written.push(text),
  };
  return output;
}

/** Plays terminal output on a screen of so many columns and returns its rows. */
export function playScreen(text: string, columns: number): readonly string[] {
  let rows: string[] = [""];
  let row = 0;
  for (const part of text.split(/(\x1b\[\d*[AJ]|\r|\n)/)) {
    const up = /^\x1b\[(\d+)A$/.exec(part)?.[1];
    if (up !== undefined) row = Math.max(0, row - Number(up));
    else if (part === "\x1b[J") rows = [...rows.slice(0, row), ""];
    else if (part === "\n") rows[++row] ??= "";
    else if (part !== "\r" && part !== "") {
      const pieces = part.match(new RegExp(`.{1,${columns}}`, "g")) ?? [];
      for (const [index, piece] of pieces.entries()) rows[row + index] = piece;
      row += pieces.length - 1;
    }
  }
  return rows.slice(0, -1);
}
