import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert";
import type { JsonObject } from "../../src/core/json.ts";
import { TrackerError } from "../../src/visualizers/tracker.ts";
import { WANDB } from "../../src/visualizers/wandb/wandb_tracker.ts";
import { withTemporaryFolder } from "../support/temporary_folder.ts";
import { DEMO_JOURNAL, makeTrackerContext } from "./support/demo_journal.ts";
import { readRecordLog } from "./support/record_log_reader.ts";
import { tellTracker } from "./support/tell_tracker.ts";
import { readRecordedCalls, TrackerService } from "./support/tracker_service.ts";
import { createWandbService, streamOf, type WandbState } from "./support/wandb_service.ts";

const KEY = "0123456789abcdef0123456789abcdef01234567";

/** What is the same whenever and wherever a run was. */
function compare({ streams }: WandbState): unknown {
  const [stream] = [...streams.values()];
  ok(stream !== undefined && streams.size === 1);
  const { history, summary, ending } = stream;
  const values = (line: JsonObject) =>
    Object.fromEntries(
      Object.entries(line).filter(([name, value]) => !name.startsWith("_") && typeof value !== "object"),
    );
  const lines = [...history].toSorted(([a], [b]) => a - b).map(([number, line]) => ({ number, ...values(line) }));
  return { lines, steps: [...history.values()].map(({ _step }) => _step), summary: values(summary), ending };
}

Deno.test("wandb is left with the same history, summary and ending as by the official client", async () => {
  const recorded = createWandbService();
  for (const call of readRecordedCalls("wandb")) recorded.replies(call);
  const ours = createWandbService();
  await using service = new TrackerService(ours.replies);
  await withTemporaryFolder(async (folder) => {
    const context = await makeTrackerContext(folder, { WANDB_BASE_URL: service.url, WANDB_API_KEY: KEY });
    const session = await tellTracker(WANDB, context);
    strictEqual(session.page, `${service.url}/demo-entity/perf_benchmark/runs/demo0run`);
  });
  deepStrictEqual(compare(ours.state), compare(recorded.state));
  const table = (state: WandbState) =>
    [...state.stored].find(([path]) => path.includes("/run/media/table/"))?.[1] ?? "";
  deepStrictEqual(JSON.parse(table(ours.state)), JSON.parse(table({ ...recorded.state, stored: keepRunFiles() })));
  deepStrictEqual(ours.state.artifacts.map(({ state }) => state), ["COMMITTED"]);
  deepStrictEqual(ours.state.withoutKey, []);
  strictEqual(ours.state.runs.get("demo0run")?.groupName, "sweep-1");
});

/** The recorded server named a run's files by the run. */
function keepRunFiles(): Map<string, string> {
  const calls = readRecordedCalls("wandb").filter(({ path }) => path.startsWith("/storage/run/"));
  return new Map(calls.map(({ path, text }) => [path.replace(/\/run\/\w{8}\//, "/run/"), text]));
}

Deno.test("wandb is not told the same lines twice when a block is sent again", async () => {
  const { state, replies } = createWandbService();
  await using service = new TrackerService(replies);
  await withTemporaryFolder(async (folder) => {
    const context = await makeTrackerContext(folder, { WANDB_BASE_URL: service.url, WANDB_API_KEY: KEY });
    const connection = await WANDB.connect(context);
    const session = await connection?.openRun(DEMO_JOURNAL.run, null);
    const figures = DEMO_JOURNAL.events.filter((event) => event.kind === "figures");
    service.fail(500, /file_stream/, 1);
    await rejects(async () => await session?.send(figures), TrackerError);
    await session?.send(figures);
    const later = await connection?.openRun(DEMO_JOURNAL.run, session?.save() ?? null);
    await later?.send([{ kind: "figures", atMs: 0, step: 5, values: { x: 1 } }]);
  });
  const { history } = streamOf(state, DEMO_JOURNAL.run.id);
  deepStrictEqual([...history.keys()], [0, 1, 2, 3, 4, 5]);
  deepStrictEqual(history.get(5)?._step, 5);
});

Deno.test("wandb without a key says how to give one, and finds it in .netrc", async () => {
  const { replies } = createWandbService();
  await using service = new TrackerService(replies);
  await withTemporaryFolder(async (folder) => {
    const context = await makeTrackerContext(folder, { WANDB_BASE_URL: service.url });
    await rejects(WANDB.connect(context), /WANDB_API_KEY.*\.netrc.*WANDB_MODE=offline/);
    const { host } = new URL(service.url);
    await Deno.writeTextFile(
      `${folder}/.netrc`,
      `machine other password x\nmachine ${host}\n login user\n password ${KEY}\n`,
    );
    ok(await WANDB.connect(context) !== null);
  });
});

Deno.test("an offline run of wandb is a log of records with whole checksums, and its files", async () => {
  await withTemporaryFolder(async (folder) => {
    const context = await makeTrackerContext(folder, { WANDB_MODE: "offline" });
    strictEqual(await WANDB.connect(context), null);
    const path = await WANDB.offline?.write(DEMO_JOURNAL, context) ?? "";
    const records = readRecordLog(await Deno.readFile(`${path}/run-demo0run.wandb`));
    const sample = readRecordLog(
      await Deno.readFile(new URL("../fixtures/trackers/sample-native.wandb", import.meta.url)),
    );
    // Header, run, a line for each moment; table and page with their lines; summary, ending.
    deepStrictEqual(records.map(({ kind }) => kind), [21, 17, 2, 2, 2, 2, 2, 6, 2, 6, 6, 2, 3, 18]);
    deepStrictEqual(
      new Set(sample.map(({ kind }) => kind)).difference(new Set([13])),
      new Set(records.map(({ kind }) => kind)),
    );
    const names = await Array.fromAsync(Deno.readDir(`${path}/files`), ({ name }) => name);
    deepStrictEqual(names.toSorted(), ["media", "perf_report.html"]);
  });
});
