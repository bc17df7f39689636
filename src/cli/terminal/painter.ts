import { textWidth } from "../../report/text/text_width.ts";
import type { Output } from "./output.ts";

/** Lines at the bottom of a terminal that are painted over and over. */
export interface Painter {
  paint(lines: readonly string[]): void;
  /** Writes text above the painted lines. */
  above(text: string): void;
  clear(): void;
}

/** Creates a painter; where the output is no terminal, nothing is painted and text goes straight through. */
export function createPainter(output: Output): Painter {
  let painted: readonly string[] = [];
  const eraser = () => {
    const rows = countRows(painted, output.width(80));
    // Up to the first painted row, then clear all below: shorter new lines leave nothing behind.
    return rows === 0 ? "" : `\x1b[${rows}A\r\x1b[J`;
  };
  const show = (before: string, lines: readonly string[]) => {
    output.write(eraser() + before + lines.map((line) => `${line}\n`).join(""));
    painted = lines;
  };
  return {
    paint: (lines) => output.isTerminal ? show("", lines) : undefined,
    above: (text) => show(text, painted),
    clear: () => painted.length > 0 ? show("", []) : undefined,
  };
}

/** Counts the rows that lines take; a terminal made narrower meanwhile has wrapped them. */
function countRows(lines: readonly string[], width: number): number {
  return lines.reduce((rows, line) => rows + Math.max(1, Math.ceil(textWidth(line) / Math.max(1, width))), 0);
}
