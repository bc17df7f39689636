import { deepStrictEqual, strictEqual } from "node:assert/strict";
import type { ClientHealth } from "../../../src/core/health.ts";
import { describeHealth, judgeHealth } from "../../../src/report/tables/health_line.ts";
import { GOOD_HEALTH } from "../../support/sample_results.ts";

const VERDICTS: readonly [string, Partial<ClientHealth>, string, string][] = [
  ["a client without lag", {}, "plain", "kept up"],
  ["a client that measured no lag", { loopLagP99Ms: null }, "plain", "kept up"],
  ["a few late sends at the start", { lateSends: 5 }, "plain", "kept up"],
  ["some late sends", { lateSends: 6 }, "warning", "strained, 6.0% of the requests were sent late"],
  ["a lag of some ms", { loopLagP99Ms: 10.1 }, "warning", "strained, times may be some ms too long"],
  ["many late sends", { lateSends: 26 }, "bad", "overloaded, 26.0% of the requests were sent late"],
  ["a lag as long as the times", { loopLagP99Ms: 51 }, "bad", "overloaded, its own delays are in the times"],
];

for (const [name, over, tone, text] of VERDICTS) {
  Deno.test(`judgeHealth() of ${name}: ${text}`, () => {
    deepStrictEqual(judgeHealth({ ...GOOD_HEALTH, ...over }, 100), { tone, text });
  });
}

Deno.test("the line on health leaves out the least important where the width is short", () => {
  strictEqual(describeHealth(GOOD_HEALTH, 10, 50), "Client health: kept up · loop lag p99 1.2 ms");
  strictEqual(
    describeHealth(GOOD_HEALTH, 10, 200),
    "Client health: kept up · loop lag p99 1.2 ms · late sends 0 · CPU 0.42 cores · memory 123 MB · " +
      "send lag p99 0.3 ms · resent 0 · joined reads 3.1%",
  );
});
