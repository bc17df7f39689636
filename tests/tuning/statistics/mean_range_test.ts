import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { meanHalfWidth, spreadOf } from "../../../src/tuning/statistics/mean_range.ts";

Deno.test("meanHalfWidth() of three runs is 4.303 standard errors, of one run undefined", () => {
  ok(Math.abs((meanHalfWidth(3, 9) ?? 0) - 2.306) < 0.001);
  strictEqual(meanHalfWidth(1, 1), null);
});

Deno.test("spreadOf() computes mean and sample deviation", () => {
  deepStrictEqual(spreadOf([1, 2, 3]), { mean: 2, standardDeviation: 1 });
  deepStrictEqual(spreadOf([5]), { mean: 5, standardDeviation: 0 });
});
