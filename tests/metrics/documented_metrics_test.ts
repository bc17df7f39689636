import { deepStrictEqual } from "node:assert/strict";
import { METRIC_CATALOG } from "../../src/metrics/catalog.ts";

Deno.test("docs/measurement.md says of each metric how it is measured", async () => {
  const text = await Deno.readTextFile(new URL("../../docs/measurement.md", import.meta.url));
  const missing = Object.keys(METRIC_CATALOG).filter((id) => !text.includes(`\`${id}\``));
  deepStrictEqual(missing, []);
});
