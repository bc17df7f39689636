import { deepStrictEqual, match, rejects, strictEqual } from "node:assert";
import { MLFLOW } from "../../src/visualizers/mlflow/mlflow_tracker.ts";
import { toMlflowName } from "../../src/visualizers/mlflow/mlflow_session.ts";
import { withTemporaryFolder } from "../support/temporary_folder.ts";
import { DEMO_JOURNAL, makeTrackerContext } from "./support/demo_journal.ts";
import { createMlflowService } from "./support/mlflow_service.ts";
import { tellTracker } from "./support/tell_tracker.ts";
import { readRecordedCalls, TrackerService } from "./support/tracker_service.ts";

Deno.test("mlflow is left with the figures that the official client left there", async () => {
  const recorded = createMlflowService();
  for (const call of readRecordedCalls("mlflow")) recorded.replies(call);
  const ours = createMlflowService();
  await using service = new TrackerService(ours.replies);
  await withTemporaryFolder(async (folder) => {
    const session = await tellTracker(MLFLOW, await makeTrackerContext(folder, { MLFLOW_TRACKING_URI: service.url }));
    strictEqual(session.page, `${service.url}/#/experiments/1/runs/run1`);
  });
  const values = (metrics: readonly { readonly [key: string]: unknown }[]) =>
    metrics.filter(({ key }) => /^Avg/.test(String(key))).map(({ key, step, value }) => `${key} ${step} ${value}`);
  deepStrictEqual(values(ours.state.metrics), values(recorded.state.metrics));
  const names = (params: readonly { readonly [key: string]: unknown }[]) => params.map(({ key }) => key);
  deepStrictEqual(names(ours.state.params).slice(0, 9), names(recorded.state.params).slice(0, 9));
  deepStrictEqual([...ours.state.artifacts.keys()], [
    "1/run1/artifacts/percentiles.json",
    "1/run1/artifacts/perf_report.html",
  ]);
  strictEqual(ours.state.ending?.status, "FINISHED");
});

Deno.test("mlflow gets names that it takes", () => {
  const names = ["Avg TTFT (ms)", "Throughput (req/s)", "Success Rate (%)", "summary/P99 TTFT (ms)"];
  deepStrictEqual(names.map(toMlflowName), [
    "Avg TTFT ms",
    "Throughput req per s",
    "Success Rate pct",
    "summary/P99 TTFT ms",
  ]);
});

Deno.test("mlflow goes on with the run that it knows", async () => {
  const { state, replies } = createMlflowService();
  await using service = new TrackerService(replies);
  await withTemporaryFolder(async (folder) => {
    const context = await makeTrackerContext(folder, { MLFLOW_TRACKING_URI: service.url });
    const session = await tellTracker(MLFLOW, context);
    const connection = await MLFLOW.connect(context);
    await connection?.openRun(DEMO_JOURNAL.run, session.save());
  });
  strictEqual(state.runs.length, 1);
});

Deno.test("mlflow says which address it needs", async () => {
  await withTemporaryFolder(async (folder) => {
    await rejects(MLFLOW.connect(await makeTrackerContext(folder, {})), /MLFLOW_TRACKING_URI is not set/);
    const context = await makeTrackerContext(folder, { MLFLOW_TRACKING_URI: "./mlruns" });
    await rejects(MLFLOW.connect(context), /must be the address of a tracking server/);
  });
});

Deno.test("mlflow is given user and password, else a token", async () => {
  const seen: (string | null)[] = [];
  const { replies } = createMlflowService();
  await using service = new TrackerService((call) => {
    seen.push(call.headers.get("authorization"));
    return replies(call);
  });
  await withTemporaryFolder(async (folder) => {
    const env = { MLFLOW_TRACKING_URI: service.url, MLFLOW_TRACKING_TOKEN: "t" };
    await MLFLOW.connect(await makeTrackerContext(folder, env));
    const login = { MLFLOW_TRACKING_USERNAME: "admin", MLFLOW_TRACKING_PASSWORD: "password" };
    await MLFLOW.connect(await makeTrackerContext(folder, { ...env, ...login }));
  });
  strictEqual(seen[0], "Bearer t");
  match(seen.at(-1) ?? "", /^Basic YWRtaW46cGFzc3dvcmQ=$/);
});
