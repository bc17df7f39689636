import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { createRandom } from "../../../src/core/random.ts";
import { SampleBatch } from "../../../src/metrics/samples/sample_batch.ts";
import { createExactSum } from "../../../src/metrics/samples/exact_sum.ts";
import { createHistogram } from "../../../src/metrics/samples/histogram.ts";
import { fc } from "../../support/property.ts";

function batchOf(values: Float64Array): SampleBatch {
  const batch = new SampleBatch();
  batch.set(values);
  return batch;
}

/** Adds up what a batch says its sums are, and what they really are, one number after the other. */
function sumBothWays(values: Float64Array) {
  const batch = batchOf(values);
  const parts = batch.parts();
  if (parts === null) return null;
  const [sum, squares, wantedSum, wantedSquares] = Array.from({ length: 4 }, createExactSum);
  parts.sum.forEach((part) => sum?.add(part));
  parts.squares.forEach((part) => squares?.add(part));
  for (const value of values) {
    wantedSum?.add(value);
    wantedSquares?.addProduct(value, value);
  }
  return {
    got: [sum?.value(), squares?.value(), ...batch.range],
    wanted: [wantedSum?.value(), wantedSquares?.value(), Math.min(...values), Math.max(...values)],
  };
}

Deno.test("SampleBatch holds what was put into it last, however much", () => {
  const batch = new SampleBatch();
  deepStrictEqual([...batch.values], []);
  for (const count of [3, 1000, 1]) {
    const values = Float64Array.from({ length: count }, (_, index) => index / 3);
    batch.open(count).set(values);
    batch.close(count);
    deepStrictEqual([...batch.values], [...values]);
    strictEqual(batch.buckets().length, count);
  }
});

Deno.test("the sums of gaps between time stamps are exact, of any moments and lengths", () => {
  const random = createRandom(5);
  for (let round = 0; round < 2000; round++) {
    let atMs = 10 ** (1 + 8 * random.next());
    const startMs = atMs;
    const width = 10 ** (4 * random.next() - 3);
    const gaps: number[] = [];
    while (gaps.length < 200) {
      const nextMs = atMs + width * random.next() ** 3;
      if (nextMs > 2 * startMs) break;
      gaps.push(nextMs - atMs);
      atMs = nextMs;
    }
    const sums = sumBothWays(Float64Array.from(gaps));
    if (gaps.length > 0) strictEqual(sums === null, false);
    deepStrictEqual(sums?.got, sums?.wanted);
  }
});

Deno.test("the sums of any numbers are exact, or are left to whoever adds one after the other", () => {
  const multiples = fc.tuple(fc.array(fc.maxSafeInteger()), fc.integer({ min: -60, max: 60 }))
    .map(([whole, exponent]) => whole.map((value) => value * 2 ** exponent));
  const anything = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e150, max: 1e150 }));
  const both = fc.oneof(multiples, anything).filter((values) => values.length > 0);
  fc.assert(fc.property(both, (values) => {
    const sums = sumBothWays(Float64Array.from(values));
    deepStrictEqual(sums?.got, sums?.wanted);
  }));
  fc.assert(fc.property(multiples.filter((values) => values.length > 0), (values) => {
    strictEqual(sumBothWays(Float64Array.from(values)) === null, false);
  }));
});

Deno.test("what is no multiple of one power of two is not said to be summed", () => {
  strictEqual(batchOf(Float64Array.of(1000, 1 / 3)).parts(), null);
  strictEqual(batchOf(Float64Array.of(2 ** 500, 1)).parts(), null);
  strictEqual(batchOf(new Float64Array(2 ** 15 + 1).fill(1)).parts(), null);
  deepStrictEqual(batchOf(Float64Array.of(0, 0)).parts(), { sum: [], squares: [] });
});

Deno.test("a histogram counts the buckets of many as it counts one value after the other", () => {
  const value = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e300, max: 1e300 });
  fc.assert(fc.property(fc.array(value), (values) => {
    const [whole, single] = [createHistogram(), createHistogram()];
    whole.addAll(batchOf(Float64Array.from(values)).buckets());
    values.forEach(single.add);
    deepStrictEqual(whole.toCounts(), single.toCounts());
  }));
});
