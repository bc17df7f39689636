import { deepStrictEqual } from "node:assert/strict";
import { planPerf } from "../../../src/config/resolve_run_plan.ts";
import { toStageBounds } from "../../../src/app/step/load_shape.ts";

/** Plans a run and writes the stages of its first point in seconds and load. */
async function stagesOf(...argv: readonly string[]): Promise<readonly string[]> {
  const { load, steps: [step] } = await planPerf({ argv: ["--model", "m", "--prompt", "hi", ...argv], env: {} });
  if (step === undefined) throw new Error("The plan has no step");
  return toStageBounds(load, step).map(({ fromMs, untilMs, load: { variable, from, to } }) =>
    `${fromMs / 1000}-${untilMs / 1000} ${variable} ${from} ${to}`
  );
}

Deno.test("results are told by the stages of the load", async () => {
  deepStrictEqual(await stagesOf("--stages", "4s@4,2s@12"), ["0-4 parallel 4 4", "4-6 parallel 12 12"]);
  deepStrictEqual(await stagesOf("--open-loop", "--stages", "4s@4,2s@12"), ["0-4 rate 4 4", "4-6 rate 12 12"]);
});

Deno.test("a ramp is told in five parts, its end by itself", async () => {
  deepStrictEqual(await stagesOf("--open-loop", "--ramp", "5:30:10", "--number", "9"), [
    "0-2 rate 5 10",
    "2-4 rate 10 15",
    "4-6 rate 15 20",
    "6-8 rate 20 25",
    "8-10 rate 25 30",
    "10-Infinity rate 30 30",
  ]);
  deepStrictEqual(await stagesOf("--parallel", "8", "--ramp-up", "3", "--number", "9"), [
    "0-3 parallel 1 8",
    "3-Infinity parallel 8 8",
  ]);
});

Deno.test("a load that does not change has no stages", async () => {
  deepStrictEqual(await stagesOf("--parallel", "8", "--number", "9"), []);
});
