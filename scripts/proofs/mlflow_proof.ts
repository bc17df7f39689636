import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { toMlflowName } from "../../src/visualizers/mlflow/mlflow_session.ts";
import type { ProofBench } from "./proof_bench.ts";
import { compareFigures, holdsNoSecret } from "./proof_checks.ts";
import { GROUP, runSample, type SampleRun, syncSample } from "./sample_run.ts";
import { findPort, installTool, type Tool } from "./tools.ts";

/** Reads all runs of the experiment with the official client. */
const READ_BACK = `
import json, sys
from mlflow import MlflowClient
client = MlflowClient(sys.argv[1])
experiment = client.get_experiment_by_name("perf_benchmark")
runs = []
for run in client.search_runs([experiment.experiment_id]):
    at = run.info.run_id
    runs.append({
        "name": run.info.run_name, "status": run.info.status, "params": run.data.params, "tags": run.data.tags,
        "metrics": run.data.metrics, "artifacts": [each.path for each in client.list_artifacts(at)],
        "history": len(client.get_metric_history(at, "Avg TTFT ms")),
    })
print(json.dumps(runs))
`;
/** The account that a new server makes. */
const ACCOUNT = { MLFLOW_TRACKING_USERNAME: "admin", MLFLOW_TRACKING_PASSWORD: "proof-of-trackers-1" };

interface ReadRun {
  readonly name: string;
  readonly status: string;
  readonly params: Record<string, string>;
  readonly tags: Record<string, string>;
  readonly metrics: Record<string, number>;
  readonly artifacts: string[];
  readonly history: number;
}

/** MLflow: a real tracking server, with and without accounts; read back by its own client. */
export async function proveMlflow(bench: ProofBench): Promise<void> {
  const tool = await installTool(bench.tools, "mlflow", ["mlflow[auth]==3.17.2"]);
  for (const isGuarded of [false, true]) await proveServer(bench, tool, isGuarded);
}

async function proveServer({ root, simulatorUrl, say }: ProofBench, tool: Tool, isGuarded: boolean): Promise<void> {
  const uri = `http://127.0.0.1:${findPort()}`;
  const env = { MLFLOW_TRACKING_URI: uri, ...(isGuarded ? ACCOUNT : {}) };
  await using _server = await startServer(tool, await Deno.makeTempDir({ dir: root }), { uri, isGuarded });
  const kind = isGuarded ? "with basic authentication" : "without accounts";
  const run = await runSample(root, simulatorUrl, { trackers: ["mlflow"], env });
  // What a slow server did not take in time waits.
  await syncSample(run, env);
  const figures = check(await readBack(tool, uri, env), run);
  say(`a tracking server 3.17.2 ${kind} shows ${run.points.length} runs and ${figures} final figures as our files do`);
  if (!isGuarded) return;
  const refused = await runSample(root, simulatorUrl, {
    trackers: ["mlflow"],
    env: { ...env, MLFLOW_TRACKING_PASSWORD: "wrong" },
  });
  ok(refused.stderr.includes("was answered with 401"), refused.stderr);
  await syncSample(refused, env);
  strictEqual((await readBack(tool, uri, env)).length, 2 * run.points.length);
  say("a wrong password costs a warning; sync with the right one sends the runs");
}

async function startServer(
  tool: Tool,
  folder: string,
  { uri, isGuarded }: { readonly uri: string; readonly isGuarded: boolean },
): Promise<AsyncDisposable> {
  const settings = `${folder}/auth.ini`;
  await Deno.writeTextFile(
    settings,
    "[mlflow]\ndefault_permission = READ\n" +
      `database_uri = sqlite:///${folder}/auth.sqlite\n` +
      `admin_username = ${ACCOUNT.MLFLOW_TRACKING_USERNAME}\nadmin_password = ${ACCOUNT.MLFLOW_TRACKING_PASSWORD}\n` +
      "authorization_function = mlflow.server.auth:authenticate_request_basic_auth\n",
  );
  const store = ["--backend-store-uri", `sqlite:///${folder}/db.sqlite`, "--artifacts-destination", `${folder}/files`];
  const place = ["--host", "127.0.0.1", "--port", new URL(uri).port, "--workers", "1"];
  const args = ["server", ...store, ...place, ...(isGuarded ? ["--app-name", "basic-auth"] : [])];
  const env = { MLFLOW_AUTH_CONFIG_PATH: settings, MLFLOW_FLASK_SERVER_SECRET_KEY: "any", HOME: folder };
  return await tool.serve(args, { program: "mlflow", readyUrl: `${uri}/health`, env });
}

async function readBack(tool: Tool, uri: string, env: Readonly<Record<string, string>>): Promise<readonly ReadRun[]> {
  return await tool.ask(READ_BACK, [uri], env) as ReadRun[];
}

function check(runs: readonly ReadRun[], { points }: SampleRun): number {
  let figures = 0;
  strictEqual(runs.length, points.length);
  for (const { name, summary } of points) {
    const run = runs.find((each) => each.name === `${GROUP} ${name}`);
    if (run === undefined) throw new Error(`${name} did not come`);
    strictEqual(run.status, "FINISHED");
    strictEqual(run.tags.group, GROUP);
    strictEqual(run.params.model, "sim");
    ok(run.history >= 1, `${name} has no figures over time`);
    const known = new Map([...summary].map(([key, value]) => [toMlflowName(`summary/${key}`), value] as const));
    figures += compareFigures(known, new Map(Object.entries(run.metrics)), name);
  }
  deepStrictEqual(
    new Set(runs.flatMap(({ artifacts }) => artifacts)),
    new Set(["percentiles.json", "perf_report.html"]),
  );
  holdsNoSecret(runs);
  return figures;
}
