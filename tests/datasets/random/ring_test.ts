import { deepStrictEqual, notDeepStrictEqual, strictEqual } from "node:assert";
import { createRing } from "../../../src/datasets/random/ring.ts";

type NumberRing = [number, ...number[]];
const numbers = (size: number): NumberRing => [0, ...Array.from({ length: size - 1 }, (_, i) => i + 1)];

for (const size of [1, 2, 3, 12, 1000, 8192]) {
  Deno.test(`no two of the first ${size} items of a ring of ${size} begin alike`, () => {
    const ring = createRing(numbers(size), 7);
    const starts = new Set(Array.from({ length: size }, (_, index) => ring.take(index, 1)[0]));
    strictEqual(starts.size, size);
  });

  Deno.test(`an item of a ring of ${size} takes every entry once before it repeats any`, () => {
    const ring = createRing(numbers(size), 7);
    for (const index of [0, 1, 5, 123_456]) strictEqual(new Set(ring.take(index, size)).size, size);
  });
}

Deno.test("the same item of the same seed takes the same entries, a longer take begins like a shorter", () => {
  deepStrictEqual(createRing(numbers(100), 7).take(3, 10), createRing(numbers(100), 7).take(3, 20).slice(0, 10));
  notDeepStrictEqual(createRing(numbers(100), 7).take(3, 10), createRing(numbers(100), 8).take(3, 10));
});

Deno.test("items that begin alike go on differently", () => {
  const ring = createRing(numbers(1000), 7);
  const [first, second] = [ring.take(0, 2), ring.take(1000, 2)];
  strictEqual(first[0], second[0]);
  notDeepStrictEqual(first, second);
});
