import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { createMoments, toMean } from "../../../src/metrics/samples/moments.ts";
import { fc } from "../../support/property.ts";
import { createSortedSamples } from "../../../src/metrics/samples/sorted_samples.ts";

Deno.test("createSortedSamples() sorts whatever was added between two looks", () => {
  const batches = fc.array(fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { maxLength: 150 }), {
    maxLength: 6,
  });
  fc.assert(fc.property(batches, (batches) => {
    const samples = createSortedSamples();
    const all: number[] = [];
    for (const batch of batches) {
      batch.forEach(samples.add);
      // A negative zero equals a zero in order, not in Object.is.
      all.push(...batch);
      deepStrictEqual([...samples.sorted()].map((x) => x + 0), all.toSorted((a, b) => a - b).map((x) => x + 0));
    }
  }));
});

Deno.test("the mean is that of all samples to the last bit, however often somebody asks or sorts in between", () => {
  const value = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 });
  const steps = fc.array(fc.tuple(fc.array(value, { maxLength: 90 }), fc.constantFrom("ask", "sort", "add")), {
    maxLength: 6,
  });
  fc.assert(fc.property(steps, (steps) => {
    const samples = createSortedSamples();
    const all: number[] = [];
    for (const [batch, then] of steps) {
      batch.forEach(samples.add);
      all.push(...batch);
      if (then === "ask") strictEqual(samples.mean(), toMean(createMoments(all)));
      if (then === "sort") samples.sorted();
    }
    strictEqual(samples.mean(), toMean(createMoments(all)));
  }));
});
