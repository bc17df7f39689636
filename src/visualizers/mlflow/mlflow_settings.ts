import { basicAuthorization } from "../tracker_http.ts";
import { type TrackerContext, TrackerError } from "../tracker.ts";
import { homePath, readIniSection, readOptionalFile } from "../user_config.ts";

/** Where runs go at an MLflow tracking server. */
export interface MlflowSettings {
  readonly uri: string;
  /** Secret; empty: none. */
  readonly headers: Readonly<Record<string, string>>;
  readonly experimentName: string;
  /** Given by its id: then its name is not looked up. */
  readonly experimentId: string | null;
}

/** As in evalscope perf at other trackers. */
const DEFAULT_EXPERIMENT = "perf_benchmark";

/** Reads the settings as the official client does. */
export async function readMlflowSettings(context: TrackerContext): Promise<MlflowSettings> {
  const { env } = context;
  const uri = env.MLFLOW_TRACKING_URI ?? "";
  if (!/^https?:\/\//.test(uri)) {
    const found = uri === "" ? "MLFLOW_TRACKING_URI is not set" : `MLFLOW_TRACKING_URI is "${uri}"`;
    throw new TrackerError(`${found}: it must be the address of a tracking server, such as http://localhost:5000`, {
      isFinal: true,
    });
  }
  return {
    uri: uri.replace(/\/+$/, ""),
    headers: await readAuthorization(context),
    experimentName: env.MLFLOW_EXPERIMENT_NAME || DEFAULT_EXPERIMENT,
    experimentId: env.MLFLOW_EXPERIMENT_ID || null,
  };
}

async function readAuthorization(context: TrackerContext): Promise<Record<string, string>> {
  const { env } = context;
  const path = homePath(context, ".mlflow/credentials");
  const text = path === null ? null : await readOptionalFile(path);
  const file = text === null ? {} : readIniSection(text, "mlflow");
  const user = env.MLFLOW_TRACKING_USERNAME || file.mlflow_tracking_username;
  const password = env.MLFLOW_TRACKING_PASSWORD || file.mlflow_tracking_password;
  if (user !== undefined) return { Authorization: basicAuthorization(user, password ?? "") };
  const token = env.MLFLOW_TRACKING_TOKEN;
  return token === undefined || token === "" ? {} : { Authorization: `Bearer ${token}` };
}
