import { deepStrictEqual } from "node:assert";
import { wrapText } from "../../../src/report/text/fitted_text.ts";
import { fc } from "../../support/property.ts";

Deno.test("wrapText() breaks at spaces, keeps a percent sign with its number and cuts what fits no line", () => {
  deepStrictEqual(wrapText("one two three", 7), ["one two", "three"]);
  deepStrictEqual(wrapText("more than 5 %", 11), ["more than", "5 %"]);
  deepStrictEqual(wrapText("an incomprehensible b", 8, "  "), ["an", "  incomp", "  rehens", "  ible b"]);
});

Deno.test("wrapText() loses no word, and no line is too wide", () => {
  const word = fc.stringMatching(/^[a-z]{1,9}$/);
  fc.assert(fc.property(fc.array(word, { minLength: 1 }), fc.integer({ min: 10, max: 40 }), (words, width) => {
    const lines = wrapText(words.join(" "), width);
    return lines.join(" ") === words.join(" ") && lines.every((line) => line.length <= width);
  }));
});
