import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { createRandom } from "../../src/core/random.ts";
import { fc } from "../support/property.ts";
import {
  createDistribution,
  type Distribution,
  EXACT_SAMPLE_LIMIT,
  MIN_SAMPLES_FOR_P99_9,
} from "../../src/metrics/distribution.ts";
import { SampleBatch } from "../../src/metrics/samples/sample_batch.ts";
import { HISTOGRAM_RELATIVE_ERROR } from "../../src/metrics/samples/histogram.ts";
import { PERCENTILES } from "../../src/metrics/step_metrics.ts";
import { assertClose } from "./assert_close.ts";

function distribute(values: Iterable<number>, exactSampleLimit?: number): Distribution {
  const distribution = createDistribution(exactSampleLimit);
  for (const value of values) distribution.add(value);
  return distribution;
}

/** A thousand numbers of a linear congruential generator, in hundredths. */
function makeThousand(): number[] {
  let state = 12345n;
  return Array.from({ length: 1000 }, () => {
    state = (state * 1103515245n + 12345n) % 2147483648n;
    return Number(state % 100000n) / 100;
  });
}

// Percentiles 1, 5, 10, 25, 50, 75, 90, 95, 99, then mean and standard deviation, of numpy 2.4.6: percentile(values),
// mean(), std(ddof=1).
const NUMPY_CASES = [
  { name: "one sample", values: [7.25], expected: [7.25, 7.25, 7.25, 7.25, 7.25, 7.25, 7.25, 7.25, 7.25, 7.25, null] },
  {
    name: "two samples",
    values: [3, 1],
    expected: [1.02, 1.1, 1.2, 1.5, 2.0, 2.5, 2.8, 2.9, 2.98, 2.0, 1.4142135623730951],
  },
  {
    name: "equal samples",
    values: [5, 5, 5, 1, 9, 5],
    expected: [1.2, 2.0, 3.0, 5.0, 5.0, 5.0, 7.0, 8.0, 8.8, 5.0, 2.5298221281347035],
  },
  {
    name: "latencies apart by less than 10 ms",
    values: [0.161, 0.158, 0.1572, 0.1599, 0.163, 0.1577, 0.1601, 0.171, 0.1566, 0.1589],
    // deno-fmt-ignore
    expected: [
      0.156654, 0.15687, 0.15714, 0.157775, 0.1594, 0.160775, 0.1638, 0.1674, 0.17028000000000001, 0.16034,
      0.00421325949302385,
    ],
  },
  {
    name: "skewed samples",
    values: Array.from({ length: 23 }, (_, i) => 1.5 * 1.37 ** i),
    // deno-fmt-ignore
    expected: [
      1.6221, 2.1310350000000002, 3.0236859000000007, 8.578521522231753, 47.86493767742775, 273.7402653507303,
      769.8161830205859, 1084.7577249953883, 1436.6179760448688, 245.7102698506649, 404.77834607575585,
    ],
  },
  {
    name: "a thousand samples",
    values: makeThousand(),
    // deno-fmt-ignore
    expected: [
      8.046800000000001, 45.70650000000001, 94.45600000000002, 255.7925, 514.585, 746.2, 892.652, 943.663,
      984.5808000000001, 501.09659999999997, 286.4738886728271,
    ],
  },
];

for (const { name, values, expected } of NUMPY_CASES) {
  Deno.test(`createDistribution() gives numpy's figures for ${name}`, () => {
    const { percentiles, mean, standardDeviation } = distribute(values).summary();
    const actual = [...PERCENTILES.slice(0, -1).map((percent) => percentiles[percent]), mean, standardDeviation];
    actual.forEach((value, i) => assertClose(value, expected[i] ?? null, `figure ${i}`));
  });
}

Deno.test("createDistribution() gives the 99.9th percentile from a thousand samples on", () => {
  const thousand = makeThousand();
  assertClose(distribute(thousand).summary().percentiles[99.9], 996.9420600000002);
  strictEqual(distribute(thousand.slice(0, MIN_SAMPLES_FOR_P99_9 - 1)).summary().percentiles[99.9], null);
});

Deno.test("createDistribution() is all null without samples", () => {
  const { count, isExact, percentiles, ...figures } = createDistribution().summary();
  deepStrictEqual([count, isExact], [0, true]);
  deepStrictEqual(Object.values(percentiles), PERCENTILES.map(() => null));
  deepStrictEqual(figures, { mean: null, standardDeviation: null, min: null, max: null });
  strictEqual(createDistribution().percentile(50), null);
});

Deno.test("createDistribution() keeps the spread of large numbers that lie close together", () => {
  const { mean, standardDeviation } = distribute([1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16]).summary();
  deepStrictEqual([mean, standardDeviation], [1e9 + 10, Math.sqrt(30)]);
});

Deno.test("createDistribution() sees samples that come after a look", () => {
  const distribution = distribute([10, 30]);
  strictEqual(distribution.percentile(50), 20);
  distribution.add(0);
  strictEqual(distribution.percentile(50), 10);
});

Deno.test("createDistribution() stays within the stated error beyond its limit, the moments exact", () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0.001, max: 1e6, noNaN: true }), { minLength: 21, maxLength: 60 }),
      (values) => {
        const exact = distribute(values).summary();
        const rough = distribute(values, 20).summary();
        deepStrictEqual([exact.isExact, rough.isExact], [true, false]);
        deepStrictEqual([rough.min, rough.max, rough.mean], [exact.min, exact.max, exact.mean]);
        strictEqual(rough.standardDeviation, exact.standardDeviation);
        for (const percent of PERCENTILES.slice(0, -1)) {
          const expected = exact.percentiles[percent] ?? 0;
          const value = rough.percentiles[percent] ?? NaN;
          ok(Math.abs(value - expected) <= expected * HISTOGRAM_RELATIVE_ERROR + 1e-12, `${value} for ${expected}`);
        }
      },
    ),
    { numRuns: 40 },
  );
});

Deno.test("createDistribution() keeps all samples up to its limit and no more", () => {
  const distribution = distribute([1, 2, 3], 3);
  ok(distribution.summary().isExact);
  distribution.add(4);
  ok(!distribution.summary().isExact);
});

Deno.test("createDistribution() holds a million samples in the memory of a histogram", () => {
  const distribution = createDistribution();
  for (let i = 0; i < 1_000_000; i++) distribution.add(i % 1000);
  ok(EXACT_SAMPLE_LIMIT < 1_000_000);
  const content = distribution.state();
  ok(content.kind === "histogram" && content.counts.byteLength < 600_000);
  const { count, mean, percentiles } = distribution.summary();
  deepStrictEqual([count, percentiles[50]], [1_000_000, 499.5]);
  assertClose(mean, 499.5);
});

for (const limits of [[1000, 1000], [5, 1000], [1000, 5], [5, 5], [30, 1000]] as const) {
  Deno.test(`Distribution.merge() equals adding everything to one, limits ${limits.join(" and ")}`, () => {
    const values = makeThousand().slice(0, 60).map((value) => Math.round(value));
    const merged = distribute(values.slice(0, 25), limits[0]);
    merged.merge(distribute(values.slice(25), limits[1]).state());
    const { mean, standardDeviation, isExact, ...rest } = merged.summary();
    const whole = distribute(values).summary();
    deepStrictEqual(rest, { count: 60, min: whole.min, max: whole.max, percentiles: whole.percentiles });
    assertClose(mean, whole.mean);
    assertClose(standardDeviation, whole.standardDeviation);
    strictEqual(isExact, Math.min(...limits) === 1000);
  });
}

Deno.test("Distribution.merge() takes an empty distribution on either side", () => {
  const merged = createDistribution();
  merged.merge(createDistribution().state());
  merged.merge(distribute([1, 2]).state());
  merged.merge(createDistribution().state());
  deepStrictEqual(merged.summary(), distribute([1, 2]).summary());
});

Deno.test("many samples at once are the same as one after the other, to the last bit, below and above the limit", () => {
  const value = fc.double({ min: 0, max: 1e9, noNaN: true });
  fc.assert(
    fc.property(fc.array(fc.float64Array({ min: 0, max: 1e9, noNaN: true }), { maxLength: 6 }), value, (lists, one) => {
      const [whole, single, batch] = [createDistribution(20), createDistribution(20), new SampleBatch()];
      for (const list of lists) {
        batch.set(list);
        whole.addAll(batch);
        whole.add(one);
        list.forEach(single.add);
        single.add(one);
      }
      deepStrictEqual(whole.summary(), single.summary());
      deepStrictEqual(whole.state().kind, single.state().kind);
    }),
  );
});

Deno.test("many samples beyond what a buffer of sums waits for are exact, too", () => {
  const random = createRandom(3);
  const values = Float64Array.from({ length: 5000 }, () => random.next() * 10 ** random.integer(-6, 6));
  const [whole, single] = [createDistribution(0), createDistribution(0)];
  const batch = new SampleBatch();
  for (let at = 0; at < values.length; at += 100) {
    batch.set(values.subarray(at, at + 100));
    whole.addAll(batch);
  }
  values.toReversed().forEach(single.add);
  deepStrictEqual(whole.summary(), single.summary());
});
