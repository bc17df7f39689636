import { strictEqual } from "node:assert";
import { twoColumns } from "../../../src/cli/help/two_columns.ts";

Deno.test("twoColumns() gives a long left text a line of its own", () => {
  strictEqual(twoColumns("--a", "one two", { indent: 2, start: 8, width: 30 }), "  --a   one two");
  strictEqual(twoColumns("--abcdef", "one", { indent: 2, start: 8, width: 30 }), "  --abcdef\n        one");
});
