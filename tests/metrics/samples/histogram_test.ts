import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { fc } from "../../support/property.ts";
import { build } from "hdr-histogram-js";
import { readSparseCounts } from "../../../src/metrics/samples/sparse_counts.ts";
import { createHistogram, HISTOGRAM_RELATIVE_ERROR } from "../../../src/metrics/samples/histogram.ts";

const inRange = fc.double({ min: 1e-5, max: 1e12, noNaN: true });

Deno.test("createHistogram() returns every value within the stated error", () => {
  fc.assert(
    fc.property(fc.array(inRange, { minLength: 1, maxLength: 50 }), (values) => {
      const histogram = createHistogram();
      values.forEach(histogram.add);
      const sorted = values.toSorted((a, b) => a - b);
      const found = histogram.valuesAt(sorted.map((_, rank) => rank));
      found.forEach((value, i) => {
        const expected = sorted[i] ?? 0;
        ok(Math.abs(value - expected) <= expected * HISTOGRAM_RELATIVE_ERROR, `${value} for ${expected}`);
      });
    }),
    { numRuns: 40 },
  );
});

Deno.test("createHistogram() agrees with HdrHistogram to three digits", () => {
  const ours = createHistogram();
  const theirs = build({ numberOfSignificantValueDigits: 3, highestTrackableValue: 1e9 });
  for (let i = 1; i <= 5000; i++) {
    const value = (i * i * 7919) % 1_000_003;
    ours.add(value);
    theirs.recordValue(value);
  }
  for (const percent of [1, 25, 50, 90, 99]) {
    const rank = Math.ceil(5000 * percent / 100) - 1;
    const expected = theirs.getValueAtPercentile(percent);
    const value = ours.valuesAt([rank])[0] ?? 0;
    ok(Math.abs(value - expected) <= expected * 2 * HISTOGRAM_RELATIVE_ERROR, `p${percent}: ${value} for ${expected}`);
  }
});

Deno.test("createHistogram() keeps whole numbers up to 2048", () => {
  const histogram = createHistogram();
  for (let i = 0; i <= 2048; i++) histogram.add(i);
  const ranks = Array.from({ length: 2049 }, (_, i) => i);
  deepStrictEqual(histogram.valuesAt(ranks), ranks);
});

Deno.test("createHistogram() counts what is below its range as 0 and what is above as its end", () => {
  const histogram = createHistogram();
  [-3, 0, 1e-9, 1e300, Infinity].forEach(histogram.add);
  deepStrictEqual(histogram.valuesAt([0, 1, 2, 3, 4]), [0, 0, 0, 2 ** 44, 2 ** 44]);
});

Deno.test("Histogram.merge() equals counting everything in one", () => {
  const [one, other, all] = [createHistogram(), createHistogram(), createHistogram()];
  for (let i = 0; i < 1000; i++) {
    (i % 3 === 0 ? one : other).add(i * 1.7);
    all.add(i * 1.7);
  }
  one.merge(other.toCounts());
  deepStrictEqual(one.toCounts(), all.toCounts());
  let sum = 0;
  readSparseCounts(one.toCounts(), (_place, count) => sum += count);
  strictEqual(sum, 1000);
  one.remove(other.toCounts());
  all.remove(other.toCounts());
  deepStrictEqual(one.toCounts(), all.toCounts());
});
