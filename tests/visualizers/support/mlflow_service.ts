import type { JsonObject } from "../../../src/core/json.ts";
import type { TrackerAnswer, TrackerCall, TrackerReplies } from "./tracker_service.ts";

/** What the service keeps. */
export interface MlflowState {
  readonly experiments: Map<string, string>;
  readonly runs: JsonObject[];
  readonly metrics: JsonObject[];
  readonly params: JsonObject[];
  readonly tags: JsonObject[];
  readonly artifacts: Map<string, string>;
  ending: JsonObject | null;
}

/** Names that a real server takes. */
const NAME = /^[\p{L}\p{N}_\-. :/]+$/u;

/** Creates what the service keeps, and how it answers. */
export function createMlflowService(): { state: MlflowState; replies: TrackerReplies } {
  const state: MlflowState = {
    experiments: new Map(),
    runs: [],
    metrics: [],
    params: [],
    tags: [],
    artifacts: new Map(),
    ending: null,
  };
  return { state, replies: (call) => answer(state, call) };
}

function answer(state: MlflowState, { path, json, text }: TrackerCall): TrackerAnswer {
  const [, action = ""] = /^\/api\/2\.0\/mlflow\/(.*)$/.exec(path) ?? [];
  const [, artifact] = /^\/api\/2\.0\/mlflow-artifacts\/artifacts\/(.*)$/.exec(path) ?? [];
  if (artifact !== undefined) {
    state.artifacts.set(decodeURIComponent(artifact), text);
    return {};
  }
  switch (action) {
    case "experiments/get-by-name": {
      const [id] = state.experiments.values();
      if (id === undefined) return { status: 404, json: { error_code: "RESOURCE_DOES_NOT_EXIST" } };
      return { json: { experiment: { experiment_id: id } } };
    }
    case "experiments/create":
      state.experiments.set(String(json.name), "1");
      return { json: { experiment_id: "1" } };
    case "runs/create":
      state.runs.push(json);
      return { json: { run: { info: { run_id: "run1", artifact_uri: "mlflow-artifacts:/1/run1/artifacts" } } } };
    case "runs/log-batch":
      return takeBatch(state, json);
    case "runs/set-tag":
      state.tags.push(json);
      return {};
    case "runs/update":
      state.ending = json;
      return {};
    default:
      return { status: 404, json: { error_code: "ENDPOINT_NOT_FOUND" } };
  }
}

/** One bad name, and nothing of the batch is taken. */
function takeBatch(state: MlflowState, { metrics = [], params = [], tags = [] }: JsonObject): TrackerAnswer {
  const batch = { metrics: metrics as JsonObject[], params: params as JsonObject[], tags: tags as JsonObject[] };
  const bad = [...batch.metrics, ...batch.params, ...batch.tags].find(({ key }) => !NAME.test(String(key)));
  if (bad !== undefined || batch.params.length > 100 || batch.metrics.length > 1000) {
    return { status: 400, json: { error_code: "INVALID_PARAMETER_VALUE", message: String(bad?.key) } };
  }
  state.metrics.push(...batch.metrics);
  state.params.push(...batch.params);
  state.tags.push(...batch.tags);
  return {};
}
