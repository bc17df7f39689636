import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { fitText, joinFitting, wrapText } from "../../../src/report/text/fitted_text.ts";
import { formatNumber, formatShare } from "../../../src/report/text/number_text.ts";
import { drawTable, type TextTable } from "../../../src/report/text/text_table.ts";

const TABLE: TextTable = {
  columns: [
    { title: "名称", align: "left" },
    { title: "A", align: "right", dropOrder: 1 },
    { title: "B", align: "right", dropOrder: 2 },
    { title: "Text", align: "left", canShrink: true },
  ],
  rows: [["中文模型", "1.25", "10", "some words here"], "line", ["x", { text: "22.50", tone: "bad" }, "—", ""]],
};

Deno.test("a table that fits is drawn whole, with double-width characters in line", () => {
  const drawn = drawTable(TABLE, { width: 80, color: false });
  strictEqual(
    drawn.text,
    [
      "┌──────────┬───────┬────┬─────────────────┐",
      "│ 名称     │     A │  B │ Text            │",
      "├──────────┼───────┼────┼─────────────────┤",
      "│ 中文模型 │  1.25 │ 10 │ some words here │",
      "├──────────┼───────┼────┼─────────────────┤",
      "│ x        │ 22.50 │  — │                 │",
      "└──────────┴───────┴────┴─────────────────┘",
    ].join("\n"),
  );
  deepStrictEqual(drawn.dropped, []);
});

Deno.test("a table too wide first shortens text, then drops columns by their order", () => {
  const noneDropped = drawTable(TABLE, { width: 36, color: false });
  deepStrictEqual(noneDropped.dropped, []);
  match(noneDropped.text, /│ some wor?… │/);
  deepStrictEqual(drawTable(TABLE, { width: 31, color: false }).dropped, ["B"]);
  deepStrictEqual(drawTable(TABLE, { width: 25, color: false }).dropped, ["A", "B"]);
});

Deno.test("fitText() counts columns, not characters, and never cuts a character in two", () => {
  strictEqual(fitText("请求过于频繁", 12), "请求过于频繁");
  strictEqual(fitText("请求过于频繁", 8), "请求过…");
  strictEqual(fitText("👩‍👩‍👧‍👦 family", 4), "👩‍👩‍👧‍👦 …");
  strictEqual(fitText("two\nlines", 20), "two lines");
});

Deno.test("wrapText() breaks between words and indents what follows", () => {
  deepStrictEqual(wrapText("one two three four", 9, "  "), ["one two", "  three", "  four"]);
  deepStrictEqual(wrapText("between 4 % and 95 % of it", 16), ["between 4 % and", "95 % of it"]);
  deepStrictEqual(wrapText("a fall of 95 %", 12), ["a fall of", "95 %"]);
});

Deno.test("joinFitting() keeps the first parts", () => {
  strictEqual(joinFitting(["aa", "bb", "cc"], ", ", 6), "aa, bb");
});

Deno.test("formatShare() says 100 % and 0 % only when it is so", () => {
  deepStrictEqual([1, 0.9999, 0.5, 0.0001, 0, null].map(formatShare), ["100%", "99.9%", "50.0%", "0.1%", "0%", "—"]);
});

Deno.test("formatNumber() groups thousands of large and negative numbers alone", () => {
  deepStrictEqual([999, 1000, -1234567.5, NaN, Infinity].map((value) => formatNumber(value, 1)), [
    "999.0",
    "1,000.0",
    "-1,234,567.5",
    "—",
    "—",
  ]);
});
