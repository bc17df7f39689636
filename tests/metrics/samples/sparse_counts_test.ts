import { deepStrictEqual, ok } from "node:assert";
import { readSparseCounts, SparseCounts } from "../../../src/metrics/samples/sparse_counts.ts";
import { fc } from "../../support/property.ts";

const COUNTS = fc.uniqueArray(
  fc.tuple(fc.nat(70_000), fc.oneof(fc.integer({ min: 1, max: 300 }), fc.maxSafeInteger().filter((n) => n > 0))),
  { selector: ([place]) => place, maxLength: 300 },
);

Deno.test("SparseCounts are read as they were written, however large", () => {
  fc.assert(fc.property(COUNTS, (drawn) => {
    const wanted = drawn.toSorted(([a], [b]) => a - b);
    const counts = new SparseCounts();
    for (const [place, count] of wanted) counts.add(place, count);
    const read: [number, number][] = [];
    readSparseCounts(counts.toBytes(), (place, count) => read.push([place, count]));
    deepStrictEqual(read, wanted);
  }));
});

Deno.test("neighbours with small counts take two bytes each", () => {
  const counts = new SparseCounts();
  for (let place = 60_000; place < 61_000; place++) counts.add(place, place % 100 + 1);
  ok(counts.toBytes().length <= 2002, `${counts.toBytes().length}`);
});
