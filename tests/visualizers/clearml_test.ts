import { deepStrictEqual, match, ok, rejects, strictEqual } from "node:assert";
import { unzipSync } from "fflate/browser";
import { CLEARML } from "../../src/visualizers/clearml/clearml_tracker.ts";
import { readConfValue } from "../../src/visualizers/clearml/clearml_settings.ts";
import { withTemporaryFolder } from "../support/temporary_folder.ts";
import { type ClearmlState, createClearmlService } from "./support/clearml_service.ts";
import { DEMO_JOURNAL, makeTrackerContext } from "./support/demo_journal.ts";
import { tellTracker } from "./support/tell_tracker.ts";
import { readRecordedCalls, TrackerService } from "./support/tracker_service.ts";

function scalars({ events }: Pick<ClearmlState, "events">): unknown {
  const points = events.filter(({ type, metric }) =>
    type === "training_stats_scalar" && metric === "Performance Metrics"
  );
  return points.map(({ variant, iter, value }) => `${variant} ${iter} ${value}`).toSorted();
}

function makeEnv(url: string): Record<string, string> {
  return {
    CLEARML_API_HOST: url,
    CLEARML_WEB_HOST: url,
    CLEARML_FILES_HOST: url,
    CLEARML_API_ACCESS_KEY: "access",
    CLEARML_API_SECRET_KEY: "secret",
  };
}

Deno.test("clearml is left with the same figures and options as by the official client", async () => {
  const recorded = createClearmlService();
  for (const call of readRecordedCalls("clearml")) recorded.replies(call);
  const ours = createClearmlService();
  await using service = new TrackerService(ours.replies);
  await withTemporaryFolder(async (folder) => {
    const session = await tellTracker(CLEARML, await makeTrackerContext(folder, makeEnv(service.url)));
    strictEqual(session.page, `${service.url}/projects/project1/experiments/task1/output/log`);
  });
  deepStrictEqual(scalars(ours.state), scalars(recorded.state));
  const general = ({ tasks }: ClearmlState) => {
    const [task] = tasks.values();
    return Object.keys((task?.hyperparams as { General: object } | undefined)?.General ?? {}).toSorted();
  };
  deepStrictEqual(general(ours.state), general(recorded.state));
  deepStrictEqual(ours.state.tasks.get("task1")?.status, "completed");
  deepStrictEqual(ours.state.artifacts.map(({ key }) => key), ["perf_report"]);
  match(ours.state.files[0] ?? "", /name="(\/perf_benchmark\/[^"]+)"; filename="\1"/);
  deepStrictEqual(ours.state.withoutToken, []);
});

Deno.test("clearml's table stands by columns", async () => {
  const { state, replies } = createClearmlService();
  await using service = new TrackerService(replies);
  await withTemporaryFolder(async (folder) => {
    await tellTracker(CLEARML, await makeTrackerContext(folder, makeEnv(service.url)));
  });
  const plot = JSON.parse(String(state.events.find(({ type }) => type === "plot")?.plot_str));
  deepStrictEqual(plot.data[0].header.values, ["Percentile", "TTFT (ms)", "TPOT (ms)", "Latency (s)"]);
  deepStrictEqual(plot.data[0].cells.values[1], [90, 91, 92, 93, 94, 95, 96, 97, 98, 99, 100]);
});

Deno.test("clearml finds its settings in clearml.conf", async () => {
  const { state, replies } = createClearmlService();
  await using service = new TrackerService(replies);
  await withTemporaryFolder(async (folder) => {
    const conf = `api {\n  web_server: ${service.url}\n  api_server: "${service.url}" # theirs\n` +
      `  files_server = ${service.url}\n  credentials {"access_key" = "a", "secret_key" = "s"}\n}\n`;
    await Deno.writeTextFile(`${folder}/clearml.conf`, conf);
    await tellTracker(CLEARML, await makeTrackerContext(folder, {}));
  });
  strictEqual(state.tasks.size, 1);
  strictEqual(readConfValue("access_key: ${X}", "access_key"), null);
});

Deno.test("clearml without credentials says how to give them", async () => {
  await withTemporaryFolder(async (folder) => {
    await rejects(CLEARML.connect(await makeTrackerContext(folder, {})), /CLEARML_API_ACCESS_KEY.*clearml\.conf/);
  });
});

Deno.test("an offline session of clearml is a zip with task, events and files", async () => {
  await withTemporaryFolder(async (folder) => {
    const context = await makeTrackerContext(folder, { CLEARML_OFFLINE_MODE: "1" });
    strictEqual(await CLEARML.connect(context), null);
    const path = await CLEARML.offline?.write(DEMO_JOURNAL, context) ?? "";
    const files = unzipSync(await Deno.readFile(path));
    const read = (name: string) => JSON.parse(new TextDecoder().decode(files[name]));
    const task = read("task.json");
    match(task.id, /^offline-[0-9a-f]{32}$/);
    strictEqual(read("metrics.jsonl").length, 5 * 6 + 2 + 1);
    const [artifact] = task.execution.artifacts;
    ok(artifact.uri.startsWith(`${task.offline_folder}/data/`));
    ok(Object.hasOwn(files, artifact.uri.slice(task.offline_folder.length + 1)));
  });
});
