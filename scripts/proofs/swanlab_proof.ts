import { ok, strictEqual } from "node:assert";
import { createSwanlabService, type SwanlabState } from "../../tests/visualizers/support/swanlab_service.ts";
import { type TrackerReplies, TrackerService } from "../../tests/visualizers/support/tracker_service.ts";
import type { ProofBench } from "./proof_bench.ts";
import { compareFigures, holdsNoSecret } from "./proof_checks.ts";
import { GROUP, runSample, type SampleRun } from "./sample_run.ts";
import { findPort, installTool, type Tool } from "./tools.ts";

/** SwanLab: runs told online; local runs shown by `swanlab watch` and sent by `swanlab sync`. */
export async function proveSwanlab({ root, simulatorUrl, tools, say }: ProofBench): Promise<void> {
  const tool = await installTool(tools, "swanlab", ["swanlab==0.10.3", "swanboard==0.1.10b2"]);
  const online = createSwanlabService();
  {
    await using service = new TrackerService(online.replies);
    const env = { SWANLAB_API_HOST: service.url, SWANLAB_API_KEY: "key" };
    const run = await runSample(root, simulatorUrl, { trackers: ["swanlab"], env });
    say(`cloud: ${check(online.state, run)} at a recording server`);
  }
  const run = await runSample(root, simulatorUrl, { trackers: ["swanlab"], env: { SWANLAB_API_KEY: "local" } });
  say(`swanlab watch of swanlab 0.10.3 shows ${await watch(tool, run, root)}`);
  const synced = createSwanlabService();
  await using service = new TrackerService(answerOfficialClient(synced.replies));
  const folders = await Array.fromAsync(Deno.readDir(`${run.folder}/swanlog`), ({ name }) => name);
  for (const name of folders.filter((each) => each.startsWith("run-")).toSorted()) {
    await tool.run("swanlab", ["sync", "-h", service.url, "-k", "key", `${run.folder}/swanlog/${name}`], {
      HOME: root,
    });
  }
  say(`swanlab sync took them: ${check(synced.state, run)}`);
}

/** The official client asks what a run that exists has. */
function answerOfficialClient(replies: TrackerReplies): TrackerReplies {
  return (call) => {
    if (call.path.startsWith("/api/house/metrics/summaries/")) return { json: { log: [], media: [], scalar: [] } };
    if (call.method === "GET" && /\/runs\/[^/]+$/.test(call.path)) {
      return { json: { cuid: call.path.split("/").at(-1) ?? "", createdAt: "2026-01-01T00:00:00.000Z" } };
    }
    return replies(call);
  };
}

function check(state: SwanlabState, { points }: SampleRun): string {
  strictEqual(state.runs.size, points.length);
  for (const [index, { name, summary }] of points.entries()) {
    const facts = [...state.runs.values()].find((each) => each.name === `${GROUP} ${name}`);
    ok(facts !== undefined, `${name} did not come`);
    strictEqual(facts.cluster, GROUP);
    const all = (state.metrics.scalar ?? []).filter(({ key }) => String(key).startsWith("summary/"));
    // Points came one after the other.
    const own = new Map<string, unknown>();
    for (const key of summary.keys()) own.set(key, all.filter((each) => each.key === `summary/${key}`)[index]?.data);
    compareFigures(summary, own, name);
  }
  strictEqual(state.ending?.state, "FINISHED");
  ok([...state.stored.keys()].some((path) => path.includes("perf_report.html")), "the page did not come");
  ok([...state.stored.keys()].some((path) => path.includes("echarts")), "no table came");
  holdsNoSecret([...state.runs], state.metrics, state.config);
  return `${state.runs.size} runs, ${state.metrics.scalar?.length ?? 0} figures, summaries, tables and page`;
}

/** Asks the dashboard what it shows. */
async function watch(tool: Tool, { folder, points }: SampleRun, home: string): Promise<string> {
  const port = String(findPort());
  const api = `http://127.0.0.1:${port}/api/v1`;
  const args = ["watch", `${folder}/swanlog`, "-p", port, "-h", "127.0.0.1"];
  await using _server = await tool.serve(args, {
    program: "swanlab",
    readyUrl: `${api}/project`,
    env: { HOME: home },
  });
  const { experiments } = (await ask(`${api}/project`)) as { experiments: { id: number; name: string }[] };
  strictEqual(experiments.length, points.length);
  let figures = 0;
  for (const { name, summary } of points) {
    const experiment = experiments.find((each) => each.name === `${GROUP} ${name}`);
    ok(experiment !== undefined, `${name} is not shown`);
    const { summaries } = (await ask(`${api}/experiment/${experiment.id}/summary`)) as {
      summaries: { key: string; value: unknown }[];
    };
    const own = summaries.filter(({ key }) => key.startsWith("summary/"));
    const shown = new Map(own.map(({ key, value }) => [key.slice("summary/".length), value] as const));
    figures += compareFigures(summary, shown, name);
    await ask(`${api}/experiment/${experiment.id}/chart`);
  }
  return `${experiments.length} runs and ${figures} final figures as our files do`;
}

async function ask(url: string): Promise<unknown> {
  const response = await fetch(url);
  const { data } = await response.json();
  ok(response.ok && data !== undefined, `${url} answered with ${response.status}`);
  return data;
}
