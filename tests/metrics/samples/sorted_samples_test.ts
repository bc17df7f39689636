import { deepStrictEqual } from "node:assert/strict";
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
