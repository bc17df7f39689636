import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { buildGoodputTable, describePromise, toGoodputRows } from "../../../src/report/parts/goodput_table.ts";
import { makeFullStep } from "../../support/sample_parts.ts";
import { makeStep } from "../../support/sample_results.ts";

Deno.test("describePromise() names metric, limit and unit", () => {
  strictEqual(describePromise({ metric: "itl", limitMs: 0.25 }), "mean ITL ≤ 0.25 ms");
  strictEqual(describePromise({ metric: "e2e", limitMs: 1500 }), "latency ≤ 1.5 s");
});

Deno.test("the table of goodput counts failed requests against each promise", () => {
  const { goodput } = makeFullStep().metrics;
  ok(goodput !== null);
  deepStrictEqual(buildGoodputTable(goodput).rows, [
    ["TTFT ≤ 250 ms", "4", "6", "40.0%"],
    ["latency ≤ 1.5 s", "9", "1", "90.0%"],
    ["no failure", "9", "1", "90.0%"],
    "line",
    ["all of them", "4", "6", "40.0%"],
  ]);
});

Deno.test("there are no rows on goodput without promises", () => {
  deepStrictEqual(toGoodputRows(makeStep()), []);
  strictEqual(toGoodputRows(makeFullStep()).length, 2);
});
