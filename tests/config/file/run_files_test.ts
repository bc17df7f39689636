import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { planPerf } from "../../../src/config/resolve_run_plan.ts";
import type { RunPlan } from "../../../src/config/run_plan.ts";
import type { JsonObject } from "../../../src/core/json.ts";
import { writeTemporaryFiles } from "../../support/temporary_files.ts";

const ENV = { HOME: "/h" };
const ARGS = ["--model", "org/m", "--prompt", "hi", "--parallel", "2", "--number", "10", "--max-tokens", "64"];

async function withConfig(name: string, data: JsonObject, argv: readonly string[] = []): Promise<RunPlan> {
  await using files = await writeTemporaryFiles({ [name]: JSON.stringify(data) });
  return await planPerf({ argv: ["--config", `${files.folder}/${name}`, ...argv], env: ENV });
}

Deno.test("a run's own benchmark_args.json is a configuration: it makes the same run, and no notes", async () => {
  const first = await planPerf({ argv: [...ARGS, "--seed", "3"], env: ENV });
  const [step] = first.steps;
  ok(step !== undefined);
  const again = await withConfig("benchmark_args.json", {
    ...step.args,
    outputs_dir: "outputs/x/m/parallel_2_number_10",
  });
  deepStrictEqual(again.steps, first.steps);
  deepStrictEqual(again.workload, first.workload);
  deepStrictEqual([again.output.outputsDir, again.notes], [first.output.outputsDir, first.notes]);
});

Deno.test("that of evalscope perf is one, too: what follows from other options and defaults are nobody's wish", async () => {
  const path = new URL("../../fixtures/evalscope_outputs/benchmark_args.json", import.meta.url);
  const data = JSON.parse(await Deno.readTextFile(path));
  const plan = await withConfig("benchmark_args.json", { ...data, dataset_path: null, prompt: "hi" });
  strictEqual(plan.workload.generation.model, data.model);
  strictEqual(plan.output.outputsDir, "outputs");
  ok(!plan.notes.some((note) => note.includes("no effect")), plan.notes.join("\n"));
});

Deno.test("masked secrets of such a file are not taken for keys", async () => {
  const secret = [...ARGS, "--api-key", "sk-1", "--url", "http://us:pw@h/v1"];
  const [step] = (await planPerf({ argv: secret, env: ENV })).steps;
  const { target, notes } = await withConfig("benchmark_args.json", step?.args ?? {});
  deepStrictEqual([target.headers, target.url], [{}, "http://127.0.0.1:8877/v1/chat/completions"]);
  match(notes.join("\n"), /The file keeps no secrets: --url, --headers, --api-key must be given again/);
});

Deno.test("run_args.json is a configuration as well, options of ours included", async () => {
  const first = await planPerf({ argv: [...ARGS, "--output-len", "5", "--goodput", "ttft:1s"], env: ENV });
  const again = await withConfig("run_args.json", JSON.parse(JSON.stringify(first.runArgs)));
  deepStrictEqual(again.runArgs.options, first.runArgs.options);
  deepStrictEqual(again.workload.outputLength, first.workload.outputLength);
});
