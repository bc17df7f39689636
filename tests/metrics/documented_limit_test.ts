import { match } from "node:assert/strict";
import { EXACT_SAMPLE_LIMIT } from "../../src/metrics/distribution.ts";

for (const page of ["README.md", "docs/measurement.md"]) {
  Deno.test(`${page} says up to how many samples percentiles are exact`, async () => {
    const text = await Deno.readTextFile(new URL(`../../${page}`, import.meta.url));
    match(text, new RegExp(`exact up to ${EXACT_SAMPLE_LIMIT.toLocaleString("en-US")}\\b`, "i"));
  });
}
