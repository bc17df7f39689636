import { strictEqual } from "node:assert";
import { textWidth } from "../../../src/report/text/text_width.ts";

const WIDTHS: readonly (readonly [text: string, columns: number])[] = [
  ["", 0],
  ["plain text", 10],
  ["naïve", 5],
  ["nai\u0308ve", 5],
  ["→ … ─", 5],
  ["吞吐量", 6],
  ["ＡＢ", 4],
  ["ﾊﾝｶｸ", 4],
  ["한국", 4],
  ["😀", 2],
  ["👨‍👩‍👧", 2],
  ["👍🏽", 2],
  ["🇩🇪", 2],
  ["1️⃣", 2],
  ["✔️", 2],
  ["a\u200bb", 2],
  ["\u0301", 0],
  ["\ufeff", 0],
  ["\x1b[31mred\x1b[0m", 3],
  ["\x1b[1;38;5;12m吞\x1b[39m", 2],
  ["\x1b]8;;http://a.test\x07link\x1b]8;;\x07", 4],
];

for (const [text, columns] of WIDTHS) {
  Deno.test(`textWidth() of ${JSON.stringify(text)} is ${columns}`, () => strictEqual(textWidth(text), columns));
}

Deno.test("every letter that is taken for one column is one, alone and beside others", () => {
  for (const code of [...range(0x20, 0x300), ...range(0x2000, 0x2900)]) {
    const letter = String.fromCodePoint(code);
    // What is not plain goes through the tables.
    if (textWidth(letter) !== 1) continue;
    strictEqual(textWidth(`${letter}吞`), 3, `U+${code.toString(16)}`);
    strictEqual(textWidth(`a${letter}`), 2, `U+${code.toString(16)}`);
  }
});

/** Scripts whose letters join the next one are not among them. */
function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, index) => from + index);
}
