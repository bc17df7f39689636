import { deepStrictEqual } from "node:assert/strict";
import { SampleList } from "../../../src/metrics/samples/sample_list.ts";

Deno.test("SampleList gives what was added since the last time, however many", () => {
  const list = new SampleList();
  deepStrictEqual([...list.take()], []);
  for (const count of [3, 1000, 1]) {
    const values = Array.from({ length: count }, (_, index) => index / 3);
    values.forEach(list.add);
    deepStrictEqual([...list.take()], values);
  }
});
