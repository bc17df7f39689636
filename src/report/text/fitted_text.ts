import { splitGraphemes, textWidth } from "./text_width.ts";

/** Cuts a text (without colours) to a width, with an ellipsis where something was cut; makes one line of several. */
export function fitText(text: string, width: number): string {
  const line = text.replace(/\s+/g, " ").trim();
  if (textWidth(line) <= width) return line;
  let kept = "";
  let keptWidth = 0;
  for (const segment of splitGraphemes(line)) {
    const segmentWidth = textWidth(segment);
    if (keptWidth + segmentWidth > width - 1) break;
    kept += segment;
    keptWidth += segmentWidth;
  }
  return width < 1 ? "" : `${kept}…`;
}

/** Where a line may end: a percent sign stays with its number. */
const BREAK = /\s+(?!%)/;

/** Breaks a sentence between words so that no line is wider; further lines are indented, longer words are cut. */
export function wrapText(text: string, width: number, indent = ""): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(BREAK).flatMap((part) => cutWord(part, width - textWidth(indent)))) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (line !== "" && textWidth(longer) > width) {
      lines.push(line);
      line = indent + word;
    } else line = longer;
  }
  return [...lines, line];
}

function cutWord(word: string, width: number): readonly string[] {
  if (textWidth(word) <= width || width < 2) return [word];
  const pieces: string[] = [];
  let piece = "";
  for (const segment of splitGraphemes(word)) {
    if (textWidth(piece + segment) > width) {
      pieces.push(piece);
      piece = "";
    }
    piece += segment;
  }
  return [...pieces, piece];
}

/** Joins as many parts as fit in a width, the first ones being the most important. */
export function joinFitting(parts: readonly string[], separator: string, width: number): string {
  let line = parts[0] ?? "";
  for (const part of parts.slice(1)) {
    if (textWidth(line) + textWidth(separator) + textWidth(part) > width) break;
    line += separator + part;
  }
  return line;
}
