import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { buildGoodputTable, describeObjective } from "../../../src/report/parts/goodput_table.ts";
import type { StepResult } from "../../../src/metrics/run_result.ts";
import { buildSummaryTable } from "../../../src/report/parts/summary_table.ts";
import { makeFullStep } from "../../support/sample_parts.ts";
import { makeStep } from "../../support/sample_results.ts";

Deno.test("describeObjective() names metric, limit and unit", () => {
  strictEqual(describeObjective({ metric: "itl", limitMs: 0.25 }), "mean ITL ≤ 0.25 ms");
  strictEqual(describeObjective({ metric: "e2e", limitMs: 1500 }), "latency ≤ 1.5 s");
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

Deno.test("the summary has no rows on goodput without objectives", () => {
  const labelsOf = (step: StepResult) =>
    buildSummaryTable(step).rows.flatMap((row) => Array.isArray(row) ? [row[0]] : []);
  strictEqual(labelsOf(makeStep()).includes("Goodput"), false);
  deepStrictEqual(labelsOf(makeFullStep()).filter((label) => /^Goodput/.test(String(label))), [
    "Goodput",
    "Goodput Share",
  ]);
});
