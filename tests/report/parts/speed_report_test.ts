import { deepStrictEqual, ok } from "node:assert/strict";
import { toSpeedJson } from "../../../src/report/parts/speed_report.ts";
import { makeFullStep } from "../../support/sample_parts.ts";

Deno.test("speed_benchmark.json has the keys of evalscope perf, null for memory that nobody measured", () => {
  const { speed } = makeFullStep().metrics;
  ok(speed !== null);
  deepStrictEqual(toSpeedJson(speed), [
    { "Prompt Tokens": 1, "Speed(tokens/s)": 198.1235, "GPU Memory(GB)": null },
    { "Prompt Tokens": 6144, "Speed(tokens/s)": 97.5, "GPU Memory(GB)": 17.28 },
  ]);
});
