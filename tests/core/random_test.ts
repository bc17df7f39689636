import { deepStrictEqual, notDeepStrictEqual, ok } from "node:assert";
import { createRandom, deriveSeed } from "../../src/core/random.ts";

const draw = (seed: number, count: number) => {
  const random = createRandom(seed);
  return Array.from({ length: count }, () => random.next());
};

function meanAndVariance(values: readonly number[]): [number, number] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return [mean, values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1)];
}

Deno.test("createRandom() gives the same numbers for the same seed and others for another", () => {
  deepStrictEqual(draw(7, 5), draw(7, 5));
  notDeepStrictEqual(draw(7, 5), draw(8, 5));
});

Deno.test("deriveSeed() separates parts of a run", () => {
  notDeepStrictEqual(deriveSeed(1, "dataset/0"), deriveSeed(1, "dataset/1"));
});

Deno.test("integer() reaches both ends and nothing beyond", () => {
  const random = createRandom(3);
  const seen = new Set(Array.from({ length: 1000 }, () => random.integer(4, 7)));
  deepStrictEqual([...seen].sort(), [4, 5, 6, 7]);
});

const COUNT = 40_000;
const distributions: readonly [string, (random: ReturnType<typeof createRandom>) => number, number, number][] = [
  ["next", (random) => random.next(), 1 / 2, 1 / 12],
  ["normal", (random) => random.normal(), 0, 1],
  ["exponential", (random) => random.exponential(), 1, 1],
  ["gamma with shape 4", (random) => random.gamma(4), 4, 4],
  ["gamma with shape 0.5", (random) => random.gamma(0.5), 0.5, 0.5],
];

for (const [name, sample, mean, variance] of distributions) {
  Deno.test(`${name} has mean ${mean} and variance ${variance.toFixed(2)}`, () => {
    const random = createRandom(11);
    const [gotMean, gotVariance] = meanAndVariance(Array.from({ length: COUNT }, () => sample(random)));
    // Five standard errors of the mean; the variance of a variance is a few times larger.
    ok(Math.abs(gotMean - mean) < 5 * Math.sqrt(variance / COUNT), `mean ${gotMean}`);
    ok(Math.abs(gotVariance / variance - 1) < 0.08, `variance ${gotVariance}`);
  });
}
