import { deepStrictEqual } from "node:assert/strict";
import { fc } from "../support/property.ts";
import { SampleBatch } from "../../src/metrics/samples/sample_batch.ts";
import { findStalls } from "../../src/metrics/stalls.ts";

function stallsOf(gapsMs: readonly number[]): number[] {
  const stalls: number[] = [];
  const gaps = new SampleBatch();
  gaps.set(Float64Array.from(gapsMs));
  findStalls(gaps, (gapMs) => stalls.push(gapMs));
  return stalls.toSorted((a, b) => a - b);
}

Deno.test("a stall is a gap above five times the median gap of its reply", () => {
  deepStrictEqual(stallsOf([20, 20, 100, 20, 101, 20, 900]), [101, 900]);
});

Deno.test("a reply of few gaps, or of events that came together, has no stalls", () => {
  deepStrictEqual(stallsOf([1, 1, 1, 900]), []);
  deepStrictEqual(stallsOf([0, 0, 0, 0, 0, 900]), []);
});

Deno.test("stalls are those that the sorted gaps tell", () => {
  const gaps = fc.array(fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 1000 })), { maxLength: 60 });
  fc.assert(fc.property(gaps, (gapsMs) => {
    const sorted = gapsMs.toSorted((a, b) => a - b);
    const middle = (sorted.length - 1) / 2;
    const median = ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2;
    const expected = gapsMs.length < 5 || median === 0 ? [] : sorted.filter((gapMs) => gapMs > 5 * median);
    deepStrictEqual(stallsOf(gapsMs), expected);
  }));
});
