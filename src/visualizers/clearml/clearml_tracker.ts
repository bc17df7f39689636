import { escapePattern } from "../../core/escape_pattern.ts";
import { isJsonObject, type JsonObject } from "../../core/json.ts";
import { basicAuthorization, callTracker, textAt, type TrackerReply, valueAt } from "../tracker_http.ts";
import { type Tracker, TrackerError } from "../tracker.ts";
import { writeClearmlSession } from "./clearml_offline.ts";
import { type ClearmlApi, openClearmlTask, toFileForm } from "./clearml_session.ts";
import { type ClearmlSettings, missCredentials, readClearmlSettings } from "./clearml_settings.ts";

/** The version of the interface whose paths are asked. */
const VERSION = "v2.23";

/** ClearML, spoken to as clearml 2.1 does. */
export const CLEARML: Tracker = {
  async connect(context) {
    const settings = await readClearmlSettings(context);
    if (settings.isOffline) return null;
    const api = createApi(settings, { token: await logIn(settings, context.signal), signal: context.signal });
    const projectId = await findProject(api, settings.project);
    return { openRun: (run, saved) => openClearmlTask({ api, settings, context, run, projectId }, saved) };
  },
  offline: {
    async write(journal, context) {
      const { project } = await readClearmlSettings(context);
      return await writeClearmlSession(journal, { context, project });
    },
    command: (path) => `python -c "from clearml import Task; Task.import_offline_session('${path}')"`,
  },
};

async function logIn({ apiUrl, credentials }: ClearmlSettings, signal: AbortSignal): Promise<string> {
  if (credentials === null) throw missCredentials();
  if ("token" in credentials) return credentials.token;
  const headers = { Authorization: basicAuthorization(credentials.accessKey, credentials.secretKey) };
  const reply = await callTracker({ method: "POST", url: `${apiUrl}/auth.login`, json: {}, headers, signal });
  return textAt(readData(reply, "auth.login"), "token");
}

function createApi(
  { apiUrl, filesUrl }: ClearmlSettings,
  { token, signal }: { token: string; signal: AbortSignal },
): ClearmlApi {
  const headers = { Authorization: `Bearer ${token}`, "X-ClearML-Client": "streamgauge" };
  return {
    async call(action, json) {
      const reply = await callTracker({ method: "POST", url: `${apiUrl}/${VERSION}/${action}`, json, headers, signal });
      return readData(reply, action);
    },
    async addEvents(events) {
      if (events.length === 0) return;
      const reply = await callTracker({
        method: "POST",
        url: `${apiUrl}/${VERSION}/events.add_batch`,
        body: events.map((event) => JSON.stringify(event)).join("\n"),
        headers: { ...headers, "Content-Type": "application/json-lines" },
        signal,
      });
      const { errors } = readData(reply, "events.add_batch");
      if (Number(errors ?? 0) > 0) throw new TrackerError(`${errors} events were refused`, { isFinal: true });
    },
    async storeFile(path, bytes, mimeType) {
      const { contentType, body } = toFileForm(path, bytes, mimeType);
      const authorized = { Authorization: `Bearer ${token}`, "Content-Type": contentType };
      await callTracker({ method: "POST", url: `${filesUrl}/`, body, headers: authorized, signal });
    },
  };
}

/** Every answer tells its own result besides the HTTP status. */
function readData({ json }: TrackerReply, action: string): JsonObject {
  const code = Number(valueAt(json, "meta", "result_code") ?? 0);
  if (code !== 200) {
    const message = String(valueAt(json, "meta", "result_msg") ?? "the answer is not one of ClearML");
    throw new TrackerError(`${action} was answered with ${code}: ${message}`, { isFinal: code < 500, status: code });
  }
  const data = json.data ?? null;
  return isJsonObject(data) ? data : {};
}

async function findProject(api: ClearmlApi, name: string): Promise<string> {
  // The name is asked for as a regular expression.
  const pattern = `^${escapePattern(name)}$`;
  const found = await api.call("projects.get_all", { name: pattern, only_fields: ["id"], search_hidden: true });
  const id = valueAt(found, "projects", "0", "id");
  if (typeof id === "string") return id;
  return textAt(await api.call("projects.create", { name, description: "" }), "id");
}
