import type { JsonObject, JsonValue } from "../../core/json.ts";
import { callTracker, textAt, type TrackerReply } from "../tracker_http.ts";
import type { Tracker } from "../tracker.ts";
import { type MlflowApi, openMlflowRun } from "./mlflow_session.ts";
import { type MlflowSettings, readMlflowSettings } from "./mlflow_settings.ts";

/** MLflow, by the REST interface of its tracking server. */
export const MLFLOW: Tracker = {
  async connect(context) {
    const settings = await readMlflowSettings(context);
    const api = createApi(settings, context.signal);
    const experimentId = settings.experimentId ?? await findExperiment(api, settings.experimentName);
    return { openRun: (run, saved) => openMlflowRun({ api, settings, context, run, saved, experimentId }) };
  },
  offline: null,
};

function createApi({ uri, headers }: MlflowSettings, signal: AbortSignal): MlflowApi {
  const call = (path: string, json: JsonObject, accepts: readonly number[] = []): Promise<TrackerReply> =>
    callTracker({
      method: "POST",
      url: `${uri}/api/2.0/mlflow/${path}`,
      json: json as JsonValue,
      headers,
      signal,
      accepts,
    });
  return {
    call,
    get: (path, accepts = []) =>
      callTracker({ method: "GET", url: `${uri}/api/2.0/mlflow/${path}`, headers, signal, accepts }),
    async put(path, bytes, mimeType) {
      const url = `${uri}/api/2.0/mlflow-artifacts/artifacts/${path.split("/").map(encodeURIComponent).join("/")}`;
      await callTracker({ method: "PUT", url, body: bytes, headers: { ...headers, "Content-Type": mimeType }, signal });
    },
  };
}

/** Finds the experiment by its name, or makes it; another client may make it at the same moment. */
async function findExperiment(api: MlflowApi, name: string): Promise<string> {
  const path = `experiments/get-by-name?experiment_name=${encodeURIComponent(name)}`;
  const found = await api.get(path, [404]);
  if (found.status !== 404) return textAt(found.json, "experiment", "experiment_id");
  const made = await api.call("experiments/create", { name }, [400]);
  if (made.status !== 400) return textAt(made.json, "experiment_id");
  return textAt((await api.get(path)).json, "experiment", "experiment_id");
}
