import { deepStrictEqual, rejects, strictEqual } from "node:assert";
import { DatabaseSync } from "node:sqlite";
import { TrackerError } from "../../src/visualizers/tracker.ts";
import { SWANLAB } from "../../src/visualizers/swanlab/swanlab_tracker.ts";
import { withTemporaryFolder } from "../support/temporary_folder.ts";
import { DEMO_JOURNAL, makeTrackerContext } from "./support/demo_journal.ts";
import { readRecordLog } from "./support/record_log_reader.ts";
import { createSwanlabService, type SwanlabState } from "./support/swanlab_service.ts";
import { tellTracker } from "./support/tell_tracker.ts";
import { readRecordedCalls, TrackerService } from "./support/tracker_service.ts";

/** Figures over time, by key and step. */
function scalars({ metrics }: SwanlabState): unknown {
  const points = (metrics.scalar ?? []).filter(({ key }) => !/summary|Best|P99|system|swanlab/.test(String(key)));
  return points.map(({ key, index, data }) => `${key} ${index} ${data}`).toSorted();
}

Deno.test("swanlab is left with the same figures over time as by the official client", async () => {
  const recorded = createSwanlabService();
  for (const call of readRecordedCalls("swanlab")) recorded.replies(call);
  const ours = createSwanlabService();
  await using service = new TrackerService(ours.replies);
  await withTemporaryFolder(async (folder) => {
    const env = { SWANLAB_API_HOST: service.url, SWANLAB_API_KEY: "key" };
    const session = await tellTracker(SWANLAB, await makeTrackerContext(folder, env));
    strictEqual(session.page, `${service.url}/@demo-user/perf_benchmark/runs/demo0run`);
  });
  deepStrictEqual(scalars(ours.state), scalars(recorded.state));
  deepStrictEqual(Object.keys(ours.state.config), Object.keys(DEMO_JOURNAL.run.config));
  strictEqual(ours.state.ending?.state, "FINISHED");
  deepStrictEqual(ours.state.completed, [{ path: "perf_report.html", state: "UPLOADED" }]);
  deepStrictEqual(ours.state.withoutCookie, []);
});

Deno.test("swanlab is told each key with its section before its first point", async () => {
  const { state, replies } = createSwanlabService();
  await using service = new TrackerService(replies);
  await withTemporaryFolder(async (folder) => {
    await tellTracker(
      SWANLAB,
      await makeTrackerContext(folder, { SWANLAB_API_HOST: service.url, SWANLAB_API_KEY: "k" }),
    );
  });
  const sections = new Map(state.series.map(({ key, sectionName }) => [key, sectionName]));
  strictEqual(sections.get("Throughput (req/s)"), "Performance");
  strictEqual(sections.get("summary/P99 TTFT (ms)"), "summary");
  strictEqual(sections.size, state.series.length);
});

Deno.test("swanlab takes options before the environment, and refuses to begin without a key", async () => {
  await withTemporaryFolder(async (folder) => {
    const context = await makeTrackerContext(folder, {});
    await rejects(SWANLAB.connect(context), (error) => error instanceof TrackerError && error.isFinal);
    const options = { wandbApiKey: null, swanlabApiKey: "local", swanlabHost: null };
    strictEqual(await SWANLAB.connect({ ...context, env: { ...context.env, SWANLAB_API_KEY: "k" }, options }), null);
  });
});

Deno.test("a local run of swanlab has folders by the place of a series, a dashboard and records", async () => {
  await withTemporaryFolder(async (folder) => {
    const context = await makeTrackerContext(folder, {});
    const path = await SWANLAB.offline?.write(DEMO_JOURNAL, context) ?? "";
    const again = await SWANLAB.offline?.write(DEMO_JOURNAL, context) ?? "";
    strictEqual(again, path);
    using database = new DatabaseSync(`${folder}/swanlog/runs.swanlab`, { readOnly: true });
    const tags = database.prepare("SELECT name, folder, sort FROM tag ORDER BY sort").all();
    deepStrictEqual(tags.map(({ folder, sort }) => Number(folder) - Number(sort)), tags.map(() => 0));
    strictEqual(tags.length, 6 + 2 + 1);
    strictEqual(database.prepare("SELECT count(*) AS n FROM chart").get()?.n, 2 * tags.length);
    const lines = (await Deno.readTextFile(`${path}/logs/0/1000.log`)).trim().split("\n").map((line) =>
      JSON.parse(line)
    );
    deepStrictEqual(lines.map(({ index, data }) => [index, data]), [0, 1, 2, 3, 4].map((step) => [step, 100.5 + step]));
    const records = readRecordLog(await Deno.readFile(`${path}/run-demo0run.swanlab`));
    strictEqual(records.filter(({ kind }) => kind === 13).length, 32);
    deepStrictEqual([records[0]?.kind, records.at(-1)?.kind], [10, 11]);
  });
});
