import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { meanHalfWidth, spreadOf, studentT95 } from "../../../src/tuning/statistics/mean_range.ts";

Deno.test("studentT95() agrees with printed tables beyond its own", () => {
  for (
    const [degrees, quantile] of [[2, 4.303], [30, 2.042], [31, 2.0395], [40, 2.0211], [60, 2.0003], [
      120,
      1.9799,
    ]] as const
  ) {
    ok(Math.abs(studentT95(degrees) - quantile) < 0.001, `${degrees}: ${studentT95(degrees)}`);
  }
});

Deno.test("meanHalfWidth() of three runs is 4.303 standard errors, of one run undefined", () => {
  ok(Math.abs((meanHalfWidth(3, 9) ?? 0) - 2.306) < 1e-9);
  strictEqual(meanHalfWidth(1, 1), null);
});

Deno.test("spreadOf() computes mean and sample deviation", () => {
  deepStrictEqual(spreadOf([1, 2, 3]), { mean: 2, standardDeviation: 1 });
  deepStrictEqual(spreadOf([5]), { mean: 5, standardDeviation: 0 });
});
