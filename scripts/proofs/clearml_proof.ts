import { ok, strictEqual } from "node:assert";
import { Buffer } from "node:buffer";
import type { JsonObject, JsonValue } from "../../src/core/json.ts";
import { type ClearmlState, createClearmlService } from "../../tests/visualizers/support/clearml_service.ts";
import { type TrackerReplies, TrackerService } from "../../tests/visualizers/support/tracker_service.ts";
import type { ProofBench } from "./proof_bench.ts";
import { compareFigures, holdsNoSecret } from "./proof_checks.ts";
import { GROUP, runSample, type SampleRun } from "./sample_run.ts";
import { installTool } from "./tools.ts";

const IMPORT = `
import json, sys
from clearml import Task
print(json.dumps([Task.import_offline_session(path) for path in sys.argv[1:]]))
`;

/** ClearML: runs told online; offline sessions imported by the official client, which tells the same service. */
export async function proveClearml({ root, simulatorUrl, tools, say }: ProofBench): Promise<void> {
  const tool = await installTool(tools, "clearml", ["clearml==2.1.12"]);
  const online = createClearmlService();
  {
    await using service = new TrackerService(online.replies);
    const run = await runSample(root, simulatorUrl, { trackers: ["clearml"], env: addressesOf(service.url) });
    say(`online: ${check(online.state, run)} at a recording server`);
  }
  const run = await runSample(root, simulatorUrl, { trackers: ["clearml"], env: { CLEARML_OFFLINE_MODE: "1" } });
  const offline = createClearmlService();
  await using service = new TrackerService(answerOfficialClient(offline));
  const folder = `${run.folder}/clearml`;
  const zips = await Array.fromAsync(Deno.readDir(folder), ({ name }) => `${folder}/${name}`);
  // The client's own way, GET with a body, is not HTTP for all servers.
  const env = { ...addressesOf(service.url), CLEARML_API_DEFAULT_REQ_METHOD: "post", HOME: root };
  await tool.ask(IMPORT, zips, env);
  const told = check(offline.state, run);
  say(`Task.import_offline_session of clearml 2.1.12 took ${zips.length} offline sessions: ${told}`);
}

function addressesOf(url: string): Record<string, string> {
  return {
    CLEARML_API_HOST: url,
    CLEARML_WEB_HOST: url,
    CLEARML_FILES_HOST: url,
    CLEARML_API_ACCESS_KEY: "access",
    CLEARML_API_SECRET_KEY: "secret",
  };
}

/** The official client asks for more than we do. */
function answerOfficialClient({ state, replies }: ReturnType<typeof createClearmlService>): TrackerReplies {
  return (call) => {
    const action = call.path.slice(call.path.lastIndexOf("/") + 1);
    const accept = (data: JsonObject) => ({ json: { meta: { result_code: 200, result_subcode: 0 }, data } });
    if (action === "auth.login") return accept({ token: makeToken() });
    if (action === "tasks.get_by_id") return accept({ task: toTask(state, String(call.json.task)) });
    if (action === "tasks.get_all") return accept({ tasks: [] });
    return replies(call);
  };
}

function toTask({ tasks }: ClearmlState, id: string): JsonObject {
  const created = "2026-01-01T00:00:00.000000+00:00";
  const parts = { script: {}, execution: {}, hyperparams: {}, configuration: {}, runtime: {}, last_metrics: {} };
  const task: Readonly<Record<string, JsonValue>> = {
    tags: [],
    models: { input: [], output: [] },
    ...parts,
    ...tasks.get(id),
  };
  const status = task.status === "started" ? "in_progress" : task.status ?? "created";
  return { ...task, id, created, last_update: created, status };
}

/** A token of the form that the client reads; nobody checks its signature. */
function makeToken(): string {
  const encode = (value: JsonObject) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const identity = { user: "u", company: "c", role: "user", user_name: "demo", company_name: "demo" };
  const expires = Math.floor(Date.now() / 1000) + 86_400;
  return `${encode({ alg: "HS256" })}.${encode({ exp: expires, api_version: "2.30", identity })}.c2ln`;
}

function check(state: ClearmlState, { points }: SampleRun): string {
  strictEqual(state.tasks.size, points.length);
  for (const { name, summary } of points) {
    const [id, task] = [...state.tasks].find(([, each]) => each.name === `${GROUP} ${name}`) ?? [];
    ok(task !== undefined, `${name} did not come`);
    ok((task.tags as string[]).includes(GROUP), `${name} is not of the group`);
    strictEqual(task.status, "completed");
    const singles = state.events.filter((event) => event.task === id && event.metric === "Summary");
    compareFigures(summary, new Map(singles.map(({ variant, value }) => [String(variant), value])), name);
    ok(state.events.some((event) => event.task === id && event.metric === "Performance Metrics"), `${name}: no curve`);
    ok(state.events.some((event) => event.task === id && event.type === "plot"), `${name} has no table`);
  }
  ok(state.files.some((form) => form.includes("perf_report.html")), "the page did not come");
  holdsNoSecret([...state.tasks], state.events);
  return `${state.tasks.size} tasks, ${state.events.length} events, summaries, tables and page`;
}
