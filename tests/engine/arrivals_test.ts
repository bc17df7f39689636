import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { constantRate, createArrivals } from "../../src/engine/arrivals.ts";
import type { ArrivalShape, RateSegment } from "../../src/engine/arrivals.ts";

const COUNT = 8000;

function gapsOf(shape: ArrivalShape, profile: readonly RateSegment[] = constantRate(50), count = COUNT): number[] {
  const arrivals = createArrivals({ shape, profile, count, seed: 5 });
  const due = Array.from({ length: count }, (_, index) => arrivals(index));
  return due.slice(1).map((at, index) => at - (due[index] ?? 0));
}

const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

function variationOf(values: readonly number[]): number {
  const mean = meanOf(values);
  return Math.sqrt(meanOf(values.map((value) => (value - mean) ** 2))) / mean;
}

/** The largest distance between the distribution of the samples and a given one (Kolmogorov–Smirnov). */
function distanceFrom(samples: readonly number[], cdf: (x: number) => number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return Math.max(...sorted.map((x, i) => Math.max(cdf(x) - i / sorted.length, (i + 1) / sorted.length - cdf(x))));
}

/** The critical distance at a level of 0.1 %. */
const criticalDistance = (count: number) => 1.95 / Math.sqrt(count);

const shapes: readonly [string, ArrivalShape, number][] = [
  ["constant", { kind: "constant" }, 0],
  ["poisson", { kind: "poisson" }, 1],
  ["gamma of shape 4", { kind: "gamma", shape: 4 }, 0.5],
  ["gamma of shape 0.25", { kind: "gamma", shape: 0.25 }, 2],
];

for (const [name, shape, variation] of shapes) {
  Deno.test(`${name} arrivals keep the asked mean exactly`, () => {
    for (const count of [2, 20, 1024, 1025, 1026, 3000]) {
      ok(Math.abs(meanOf(gapsOf(shape, constantRate(50), count)) - 20) < 1e-9, `${count} requests`);
    }
  });

  Deno.test(`${name} arrivals have a coefficient of variation of ${variation}`, () => {
    ok(Math.abs(variationOf(gapsOf(shape)) - variation) < 0.06 * Math.max(variation, 0.01), name);
  });
}

Deno.test("poisson gaps are exponential by Kolmogorov–Smirnov", () => {
  const gaps = gapsOf({ kind: "poisson" });
  ok(distanceFrom(gaps, (x) => 1 - Math.exp(-x / 20)) < criticalDistance(gaps.length));
});

Deno.test("gamma gaps of shape 2 follow the Erlang distribution by Kolmogorov–Smirnov", () => {
  const gaps = gapsOf({ kind: "gamma", shape: 2 });
  ok(distanceFrom(gaps, (x) => 1 - Math.exp(-x / 10) * (1 + x / 10)) < criticalDistance(gaps.length));
});

Deno.test("a uniform distribution is told from an exponential one", () => {
  const even = Array.from({ length: 1000 }, (_, i) => i * 40 / 1000);
  ok(distanceFrom(even, (x) => 1 - Math.exp(-x / 20)) > criticalDistance(1000));
});

Deno.test("arrivals are a function of the index alone", () => {
  const options = { shape: { kind: "poisson" }, profile: constantRate(10), count: null, seed: 9 } as const;
  const forwards = createArrivals(options);
  const values = [0, 1, 5000, 20_000].map(forwards);
  const backwards = createArrivals(options);
  deepStrictEqual([20_000, 5000, 1, 0].map(backwards).reverse(), values);
});

Deno.test("a ramp reaches its rates: from 10 to 30 per second in 10 s are 200 requests", () => {
  const ramp = [{ durationMs: 10_000, fromPerSecond: 10, toPerSecond: 30 }];
  const arrivals = createArrivals({ shape: { kind: "constant" }, profile: ramp, count: null, seed: 1 });
  strictEqual(arrivals(200), 10_000);
  strictEqual(arrivals(201), Infinity);
  const gapAt = (index: number) => arrivals(index + 1) - arrivals(index);
  ok(Math.abs(gapAt(0) - 100) < 1 && Math.abs(gapAt(199) - 1000 / 30) < 0.1);
  // Half of the time is over after 10·5 + 20/10·25/2 = 75 requests.
  strictEqual(arrivals(75), 5000);
});

Deno.test("stages follow one another and end the load", () => {
  const stages = [[3000, 5], [2000, 20], [1000, 5]].map(([durationMs = 0, rate = 0]) => ({
    durationMs,
    fromPerSecond: rate,
    toPerSecond: rate,
  }));
  const arrivals = createArrivals({ shape: { kind: "constant" }, profile: stages, count: null, seed: 1 });
  deepStrictEqual([0, 15, 55, 60, 61].map(arrivals), [0, 3000, 5000, 6000, Infinity]);
});

Deno.test("a stage of rate 0 is a pause", () => {
  const stages = [[1000, 10], [5000, 0], [1000, 10]].map(([durationMs = 0, rate = 0]) => ({
    durationMs,
    fromPerSecond: rate,
    toPerSecond: rate,
  }));
  const arrivals = createArrivals({ shape: { kind: "constant" }, profile: stages, count: null, seed: 1 });
  deepStrictEqual([10, 11, 20].map(arrivals), [1000, 6100, 7000]);
});
