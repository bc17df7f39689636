import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { fc } from "../../support/property.ts";
import { formatJson } from "../../../src/report/text/json_text.ts";

Deno.test("formatJson() fills the lines of long lists, and nothing else", () => {
  const data = {
    times: Array.from({ length: 40 }, (_, index) => index * 1000.5),
    kinds: [["role", 1]],
    texts: ["a b"],
  };
  const lines = formatJson(data).split("\n");
  ok(lines.every((line) => line.length <= 100), lines.join("\n"));
  ok(lines.length < 20, lines.join("\n"));
  ok(lines.includes('    ["role", 1]'), lines.join("\n"));
});

Deno.test("formatJson() writes what JSON.parse() reads back, whatever the texts hold", () => {
  fc.assert(fc.property(fc.jsonValue(), (value) => {
    deepStrictEqual(JSON.parse(formatJson(value)), JSON.parse(JSON.stringify(value)));
  }));
  for (const text of ["[\n  1,\n  2\n]", '",\n', "[ 1, 2 ]"]) {
    strictEqual(JSON.parse(formatJson([text, [text]]))[0], text);
  }
});
