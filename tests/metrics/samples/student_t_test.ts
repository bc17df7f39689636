import { ok, strictEqual } from "node:assert/strict";
import { toConfidenceFactor } from "../../../src/metrics/samples/student_t.ts";
import { assertClose } from "../assert_close.ts";

/** The share of Student's t distribution between −t and t, in closed form (Abramowitz and Stegun 26.7.3 and 26.7.4). */
function shareWithin(t: number, degreesOfFreedom: number): number {
  const angle = Math.atan(t / Math.sqrt(degreesOfFreedom));
  const isOdd = degreesOfFreedom % 2 === 1;
  let term = isOdd ? Math.cos(angle) : 1;
  let sum = 0;
  for (let k = isOdd ? 2 : 1; k < degreesOfFreedom; k += 2) {
    sum += term;
    term *= Math.cos(angle) ** 2 * k / (k + 1);
  }
  return isOdd ? 2 / Math.PI * (angle + Math.sin(angle) * sum) : Math.sin(angle) * sum;
}

Deno.test("toConfidenceFactor() encloses 95 % of Student's t for 1 to 30 degrees of freedom", () => {
  for (let degrees = 1; degrees <= 30; degrees++) {
    assertClose(shareWithin(toConfidenceFactor(degrees) ?? NaN, degrees), 0.95, `share at ${degrees}`);
  }
});

Deno.test("toConfidenceFactor() of one side leaves 5 % of Student's t beyond it", () => {
  for (let degrees = 1; degrees <= 30; degrees++) {
    assertClose(shareWithin(toConfidenceFactor(degrees, "one-sided") ?? NaN, degrees), 0.9, `share at ${degrees}`);
  }
  for (const degrees of [31, 60, 1001]) {
    ok(Math.abs(shareWithin(toConfidenceFactor(degrees, "one-sided") ?? NaN, degrees) - 0.9) < 1e-6);
  }
});

Deno.test("toConfidenceFactor() encloses 95 % to six digits beyond 30 degrees of freedom", () => {
  for (const degrees of [31, 32, 40, 61, 120, 1001]) {
    const share = shareWithin(toConfidenceFactor(degrees) ?? NaN, degrees);
    ok(Math.abs(share - 0.95) < 1e-6, `${share} at ${degrees}`);
  }
});

Deno.test("toConfidenceFactor() gives the figures of printed tables", () => {
  const printed = { 1: "12.706", 2: "4.303", 9: "2.262", 30: "2.042", 60: "2.000", 120: "1.980", 1e9: "1.960" };
  for (const [degrees, factor] of Object.entries(printed)) {
    strictEqual(toConfidenceFactor(Number(degrees))?.toFixed(3), factor);
  }
});

Deno.test("toConfidenceFactor() has none without a degree of freedom", () => {
  strictEqual(toConfidenceFactor(0), null);
  strictEqual(toConfidenceFactor(-1), null);
});
