import { deepStrictEqual, strictEqual } from "node:assert";
import { fc } from "../../support/property.ts";
import { twoColumns, wrapText } from "../../../src/cli/help/wrap_text.ts";

Deno.test("wrapText() breaks at spaces and leaves long words whole", () => {
  deepStrictEqual(wrapText("one two three", 7), ["one two", "three"]);
  deepStrictEqual(wrapText("a incomprehensible b", 5), ["a", "incomprehensible", "b"]);
});

Deno.test("wrapText() loses no word", () => {
  const word = fc.stringMatching(/^[a-z]{1,9}$/);
  fc.assert(fc.property(fc.array(word, { minLength: 1 }), fc.integer({ min: 10, max: 40 }), (words, width) => {
    const lines = wrapText(words.join(" "), width);
    return lines.join(" ") === words.join(" ") && lines.every((line) => line.length <= width);
  }));
});

Deno.test("twoColumns() gives a long left text a line of its own", () => {
  strictEqual(twoColumns("--a", "one two", { indent: 2, start: 8, width: 30 }), "  --a   one two");
  strictEqual(twoColumns("--abcdef", "one", { indent: 2, start: 8, width: 30 }), "  --abcdef\n        one");
});
