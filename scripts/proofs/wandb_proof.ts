import { strictEqual } from "node:assert";
import { basename } from "node:path";
import { TrackerService } from "../../tests/visualizers/support/tracker_service.ts";
import { createWandbService, streamOf, type WandbState } from "../../tests/visualizers/support/wandb_service.ts";
import type { ProofBench } from "./proof_bench.ts";
import { compareFigures, findOne, holdsNoSecret } from "./proof_checks.ts";
import { GROUP, runSample, type SampleRun } from "./sample_run.ts";
import { installTool } from "./tools.ts";

const KEY = "0123456789abcdef0123456789abcdef01234567";

/** Weights & Biases: runs told online; offline runs taken by `wandb sync`, which tells the same service. */
export async function proveWandb({ root, simulatorUrl, tools, say }: ProofBench): Promise<void> {
  const tool = await installTool(tools, "wandb", ["wandb==0.31.0"]);
  const online = createWandbService();
  {
    await using service = new TrackerService(online.replies);
    const env = { WANDB_BASE_URL: service.url, WANDB_API_KEY: KEY };
    const run = await runSample(root, simulatorUrl, { trackers: ["wandb"], env });
    check(online.state, run);
    say(`online: ${describe(online.state)} at a recording server`);
  }
  const run = await runSample(root, simulatorUrl, { trackers: ["wandb"], env: { WANDB_MODE: "offline" } });
  const folders = await Array.fromAsync(
    Deno.readDir(`${run.folder}/wandb`),
    ({ name }) => `${run.folder}/wandb/${name}`,
  );
  const offline = createWandbService();
  await using service = new TrackerService(offline.replies);
  const env = { WANDB_BASE_URL: service.url, WANDB_API_KEY: KEY, WANDB_ERROR_REPORTING: "false", HOME: root };
  for (const folder of folders) await tool.run("wandb", ["sync", folder], env);
  check(offline.state, run);
  for (const folder of folders) {
    const id = basename(folder).split("-").at(-1) ?? "";
    strictEqual(await findOne(folder, `run-${id}.wandb.synced`), true, `${folder} is not marked as synced`);
  }
  say(`wandb sync of wandb 0.31.0 took ${folders.length} offline runs: ${describe(offline.state)}`);
}

function check(state: WandbState, run: SampleRun): void {
  strictEqual(state.runs.size, run.points.length);
  for (const { name, summary } of run.points) {
    const [id, facts] = [...state.runs].find(([, each]) => each.displayName === `${GROUP} ${name}`) ?? [];
    if (id === undefined || facts === undefined) throw new Error(`${name} did not come`);
    strictEqual(facts.groupName, GROUP);
    const stream = streamOf(state, id);
    compareFigures(summary, new Map(Object.entries(stream.summary)), name);
    strictEqual(stream.ending?.exitcode, 0, `${name} has no end`);
    strictEqual([...stream.history.values()].every(({ _step }, index) => _step === index), true);
  }
  holdsNoSecret([...state.runs], [...state.streams], [...state.stored]);
  const stored = [...state.stored.keys()];
  for (const part of ["percentiles", "perf_report.html"]) {
    strictEqual(stored.some((path) => path.includes(part)), true, `${part} is not there: ${stored.join()}`);
  }
}

function describe({ streams }: WandbState): string {
  const lines = [...streams.values()].reduce((sum, { history }) => sum + history.size, 0);
  return `${streams.size} runs, ${lines} lines of history, summaries, tables and page`;
}
