/** Each variable and option that says where a tracker is, and who asks. */
import { deepStrictEqual, strictEqual } from "node:assert/strict";
import type { TrackerContext } from "../../src/visualizers/tracker.ts";
import { readClearmlSettings } from "../../src/visualizers/clearml/clearml_settings.ts";
import { readMlflowSettings } from "../../src/visualizers/mlflow/mlflow_settings.ts";
import { readSwanlabSettings } from "../../src/visualizers/swanlab/swanlab_settings.ts";
import { readWandbSettings } from "../../src/visualizers/wandb/wandb_settings.ts";
import { planPerf } from "../../src/config/resolve_run_plan.ts";
import { withTemporaryFolder } from "../support/temporary_folder.ts";

const NO_OPTIONS = { wandbApiKey: null, swanlabApiKey: null, swanlabHost: null };

function makeContext(env: TrackerContext["env"], options: Partial<TrackerContext["options"]> = {}): TrackerContext {
  const { signal } = new AbortController();
  return { env, options: { ...NO_OPTIONS, ...options }, folder: "/", signal, notice: () => {} };
}

Deno.test("wandb: address, key, project, entity and mode come from the environment, options win over it", async () => {
  const env = { WANDB_BASE_URL: "https://api.w.test/", WANDB_API_KEY: "k", WANDB_PROJECT: "p", WANDB_ENTITY: "e" };
  const settings = await readWandbSettings(makeContext(env));
  const place = { baseUrl: "https://api.w.test", appUrl: "https://app.w.test", entity: "e", project: "p" };
  deepStrictEqual(settings, { ...place, mode: "online", apiKey: "k" });
  strictEqual((await readWandbSettings(makeContext(env, { wandbApiKey: "option" }))).apiKey, "option");
  deepStrictEqual(await readWandbSettings(makeContext({ ...env, WANDB_MODE: "offline" })), {
    ...{ ...place, mode: "offline", apiKey: null },
  });
  const { project, entity, baseUrl } = await readWandbSettings(makeContext({ WANDB_API_KEY: "k" }));
  deepStrictEqual([project, entity, baseUrl], ["perf_benchmark", null, "https://api.wandb.ai"]);
});

Deno.test("wandb's settings stand in its file where the environment does not say", async () => {
  await withTemporaryFolder(async (home) => {
    await Deno.mkdir(`${home}/.config/wandb`, { recursive: true });
    const text = "[default]\nproject = filed\nentity = team\nbase_url = http://w.test\nmode = offline\n";
    await Deno.writeTextFile(`${home}/.config/wandb/settings`, text);
    const { project, entity, baseUrl, mode } = await readWandbSettings(makeContext({ HOME: home, WANDB_PROJECT: "p" }));
    deepStrictEqual([project, entity, baseUrl, mode], ["p", "team", "http://w.test", "offline"]);
  });
});

Deno.test("swanlab: address, key, project and workspace come from the environment, options win over it", async () => {
  const env = { SWANLAB_API_HOST: "http://s.test/api", SWANLAB_API_KEY: "k", SWANLAB_PROJ_NAME: "p" };
  const settings = await readSwanlabSettings(makeContext({ ...env, SWANLAB_WORKSPACE: "w" }));
  deepStrictEqual(settings, {
    ...{ apiUrl: "http://s.test", webUrl: "http://s.test", workspace: "w", project: "p", mode: "cloud", apiKey: "k" },
  });
  const typed = await readSwanlabSettings(makeContext(env, { swanlabApiKey: "local", swanlabHost: "http://o.test" }));
  deepStrictEqual([typed.mode, typed.apiKey, typed.apiUrl], ["local", null, "http://o.test"]);
  strictEqual((await readSwanlabSettings(makeContext({ SWANLAB_API_KEY: "local" }))).project, "perf_benchmark");
});

Deno.test("swanlab's key stands in its own .netrc", async () => {
  await withTemporaryFolder(async (home) => {
    await Deno.mkdir(`${home}/.swanlab`);
    await Deno.writeTextFile(`${home}/.swanlab/.netrc`, "machine api.swanlab.cn login user password filed\n");
    strictEqual((await readSwanlabSettings(makeContext({ HOME: home }))).apiKey, "filed");
  });
});

Deno.test("clearml: hosts, keys, a token, the project and staying offline come from the environment", async () => {
  const hosts = {
    CLEARML_API_HOST: "http://a.test/",
    CLEARML_WEB_HOST: "http://w.test",
    CLEARML_FILES_HOST: "http://f.test",
  };
  const short = { CLEARML_ACCESS_KEY: "a", CLEARML_SECRET_KEY: "s" };
  const env = { ...hosts, ...short, CLEARML_PROJECT_NAME: "p" };
  const found = { apiUrl: "http://a.test", webUrl: "http://w.test", filesUrl: "http://f.test", project: "p" };
  const pair = { accessKey: "a", secretKey: "s" };
  deepStrictEqual(await readClearmlSettings(makeContext(env)), { ...found, isOffline: false, credentials: pair });
  const long = { CLEARML_API_ACCESS_KEY: "long", CLEARML_API_SECRET_KEY: "longer" };
  deepStrictEqual((await readClearmlSettings(makeContext({ ...env, ...long }))).credentials, {
    ...{ accessKey: "long", secretKey: "longer" },
  });
  const told = await readClearmlSettings(makeContext({ CLEARML_AUTH_TOKEN: "t", CLEARML_OFFLINE_MODE: "1" }));
  deepStrictEqual([told.credentials, told.isOffline, told.project], [{ token: "t" }, true, "perf_benchmark"]);
});

Deno.test("mlflow: the experiment comes from the environment, user and password from its file too", async () => {
  const env = { MLFLOW_TRACKING_URI: "http://m.test/" };
  const named = await readMlflowSettings(makeContext({ ...env, MLFLOW_EXPERIMENT_NAME: "n" }));
  deepStrictEqual(named, { uri: "http://m.test", headers: {}, experimentName: "n", experimentId: null });
  const { experimentId, experimentName } = await readMlflowSettings(makeContext({ ...env, MLFLOW_EXPERIMENT_ID: "7" }));
  deepStrictEqual([experimentId, experimentName], ["7", "perf_benchmark"]);
  await withTemporaryFolder(async (home) => {
    await Deno.mkdir(`${home}/.mlflow`);
    const text = "[mlflow]\nmlflow_tracking_username = admin\nmlflow_tracking_password = password\n";
    await Deno.writeTextFile(`${home}/.mlflow/credentials`, text);
    const { headers } = await readMlflowSettings(makeContext({ ...env, HOME: home, MLFLOW_TRACKING_TOKEN: "t" }));
    deepStrictEqual(headers, { Authorization: "Basic YWRtaW46cGFzc3dvcmQ=" });
  });
});

Deno.test("the options of trackers and exporters have the variables that their users know", async () => {
  const env = {
    SWANLAB_HOST: "http://s.test",
    OTEL_EXPORTER_OTLP_ENDPOINT: "http://otel.test:4318",
    OTEL_RESOURCE_ATTRIBUTES: "team=llm,deployment.environment=lab",
    DCGM_EXPORTER_LISTEN: ":9500",
  };
  const options = { model: "m", prompt: "p", visualizer: ["swanlab"], host_metrics: true };
  const { telemetry, trackers } = await planPerf({ options, env });
  strictEqual(telemetry.otlp?.endpoint, "http://otel.test:4318");
  strictEqual(telemetry.otlp?.resource["team"], "llm");
  strictEqual(telemetry.hostDcgmUrl, "http://127.0.0.1:9500/metrics");
  strictEqual(telemetry.otlp?.resource["service.name"], "streamgauge");
  strictEqual(trackers.swanlabHost, "http://s.test");
  const named = await planPerf({ options, env: { ...env, OTEL_RESOURCE_ATTRIBUTES: "service.name=ours" } });
  strictEqual(named.telemetry.otlp?.resource["service.name"], "ours");
});
