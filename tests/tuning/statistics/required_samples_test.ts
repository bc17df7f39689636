import { strictEqual } from "node:assert/strict";
import { requiredSamples } from "../../../src/tuning/statistics/required_samples.ts";

for (const [percent, samples] of [[99, 662], [90, 64], [1, 662], [50, 11], [99.9, 6636]] as const) {
  Deno.test(`requiredSamples() of p${percent} is ${samples} at 99 % confidence`, () => {
    strictEqual(requiredSamples(percent), samples);
  });
}

Deno.test("requiredSamples() asks for less at less confidence", () => {
  strictEqual(requiredSamples(99, 0.95), 473);
});
