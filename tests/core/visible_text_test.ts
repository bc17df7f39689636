import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { anyText, fc } from "../support/property.ts";
import { toVisible, toVisibleData, toVisibleLine } from "../../src/core/visible_text.ts";

Deno.test("toVisible() shows what a terminal would act on, and leaves breaks of lines", () => {
  strictEqual(
    toVisible("\x1b[2J\x1b]0;title\x07 a\r\n\tb\x7f\x9b\u202egnp\u2066"),
    "\\x1b[2J\\x1b]0;title\\x07 a\\r\n\tb\\u007f\\u009b\\u202egnp\\u2066",
  );
  strictEqual(toVisible("größer 通义 🎉 \\x1b"), "größer 通义 🎉 \\x1b");
  strictEqual(toVisibleLine("a\nb\tc"), "a\\nb\\tc");
});

Deno.test("toVisibleData() makes all texts of plain data visible, and leaves all else", () => {
  deepStrictEqual(toVisibleData({ "a\x1b": ["\n", { b: "\x9b", c: null }], n: 1.5, is: true }), {
    "a\\x1b": ["\\n", { b: "\\u009b", c: null }],
    n: 1.5,
    is: true,
  });
});

Deno.test("nothing hidden is left of any text, and JSON text keeps its value", () => {
  fc.assert(fc.property(anyText(), (value) => {
    // deno-lint-ignore no-control-regex -- these are what must not be there
    strictEqual(/[\x00-\x1f\x7f-\x9f\u202e]/.test(toVisibleLine(value)), false);
    deepStrictEqual(JSON.parse(toVisible(JSON.stringify({ value }))), { value });
  }));
});
