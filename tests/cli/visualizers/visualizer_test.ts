import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { isThere } from "../../../src/core/files.ts";
import { createMlflowService } from "../../visualizers/support/mlflow_service.ts";
import { TrackerService } from "../../visualizers/support/tracker_service.ts";
import { runProgram } from "../../support/program.ts";
import { withSimulator } from "../../support/simulator.ts";
import { withTemporaryFolder } from "../../support/temporary_folder.ts";

const SECRET = "0123456789abcdef0123456789abcdef01234567";

Deno.test("--visualizer tells a tracker of each point; one that is down is told by sync", async () => {
  const { state, replies } = createMlflowService();
  const down = new TrackerService(replies);
  await down[Symbol.asyncDispose]();
  await withTemporaryFolder((folder) =>
    withSimulator({}, async (simulator) => {
      const argv = ["perf", "--model", "sim", "--url", `${simulator.url}/v1/chat/completions`, "--alias", "night"];
      const load = ["--parallel", "1", "2", "--number", "3", "--sleep-interval", "0", "--prompt", "hi"];
      const where = ["--outputs-dir", folder, "--no-timestamp"];
      const trackers = ["--visualizer", "mlflow", "tensorboard", "--wandb-api-key", SECRET];
      const env = { MLFLOW_TRACKING_URI: down.url };
      const run = await runProgram([...argv, ...load, ...where, ...trackers], { env });
      strictEqual(run.code, 0, run.stderr);
      match(run.stderr, /MLflow: GET .* failed: .*; it is tried again, and the run goes on/);
      match(run.stderr, /MLflow: 2 of 2 runs wait to be sent: streamgauge sync /);

      const first = await runProgram(["sync", `${folder}/sim`], { env });
      deepStrictEqual([first.code, first.stdout], [3, "MLflow: 0 runs sent, 2 still wait\n"]);
      ok(!first.stderr.includes("the run goes on"), first.stderr);
      await using service = new TrackerService(replies);
      const second = await runProgram(["sync", `${folder}/sim`], { env: { MLFLOW_TRACKING_URI: service.url } });
      deepStrictEqual([second.code, second.stdout], [0, "MLflow: 2 runs sent\n"]);
      ok(!await isThere(`${folder}/sim/trackers`));
      ok(await isThere(`${folder}/sim/tensorboard/night_parallel_2_number_3`));
    })
  );
  deepStrictEqual(state.runs.map(({ run_name }) => run_name), [
    "night parallel_1_number_3",
    "night parallel_2_number_3",
  ]);
  deepStrictEqual([...state.artifacts.keys()].map((path) => path.split("/").at(-1)), [
    "percentiles.json",
    "perf_report.html",
  ]);
  ok(state.metrics.some(({ key }) => key === "summary/Avg TTFT ms"));
  ok(!JSON.stringify(state).includes(SECRET));
});

Deno.test("sync says that nothing waits, and refuses what is no folder", async () => {
  await withTemporaryFolder(async (folder) => {
    const idle = await runProgram(["sync", folder]);
    deepStrictEqual([idle.code, idle.stdout], [0, `Nothing waits in "${folder}"\n`]);
    const missing = await runProgram(["sync", `${folder}/none`]);
    strictEqual(missing.code, 3);
    match(missing.stderr, /There is no folder/);
  });
});
