import { callTracker, textAt } from "../tracker_http.ts";
import type { Tracker } from "../tracker.ts";
import { openSwanlabRun, type SwanlabApi } from "./swanlab_session.ts";
import { readSwanlabPlace, readSwanlabSettings, type SwanlabSettings } from "./swanlab_settings.ts";
import { CLIENT_VERSION } from "./swanlab_values.ts";

const SDK = { "X-SwanLab-SDK-Version": CLIENT_VERSION };

/** SwanLab, spoken to as swanlab 0.10 does. */
export const SWANLAB: Tracker = {
  async connect(context) {
    const settings = await readSwanlabSettings(context);
    const { apiKey } = settings;
    if (apiKey === null) return null;
    const { sid, username } = await logIn(settings.apiUrl, apiKey, context.signal);
    const api = createApi(settings, { sid, signal: context.signal });
    const user = settings.workspace ?? username;
    const project = { user, ...await findProject(api, user, settings.project) };
    return { openRun: (run, saved) => openSwanlabRun({ api, settings, context, run, project }, saved) };
  },
  offline: {
    async write(journal, context) {
      const { writeSwanlabRun } = await import("./swanlab_local.ts");
      return await writeSwanlabRun(journal, { context, project: readSwanlabPlace(context).project });
    },
    command: (path) => `swanlab watch ${path.slice(0, path.lastIndexOf("/"))} (or swanlab sync ${path})`,
  },
};

async function logIn(apiUrl: string, apiKey: string, signal: AbortSignal): Promise<{ sid: string; username: string }> {
  const headers = { ...SDK, authorization: apiKey };
  const { json } = await callTracker({ method: "POST", url: `${apiUrl}/api/login/api_key`, headers, body: "", signal });
  return { sid: textAt(json, "sid"), username: textAt(json, "userInfo", "username") };
}

function createApi({ apiUrl }: SwanlabSettings, { sid, signal }: { sid: string; signal: AbortSignal }): SwanlabApi {
  const headers = { ...SDK, Cookie: `sid=${sid}` };
  return {
    call: (method, path, more = {}) => callTracker({ method, url: `${apiUrl}/api${path}`, headers, signal, ...more }),
    async put(url, bytes, mimeType) {
      await callTracker({ method: "PUT", url, body: bytes, headers: { "Content-Type": mimeType }, signal });
    },
  };
}

async function findProject(api: SwanlabApi, user: string, name: string): Promise<{ id: string; path: string }> {
  const found = await api.call("GET", `/project/${user}/${name}`, { accepts: [404] });
  if (found.status === 404) {
    await api.call("POST", `/projects/${user}`, { json: { name, visibility: "PRIVATE" }, accepts: [409] });
  }
  const { json } = found.status === 404 ? await api.call("GET", `/project/${user}/${name}`) : found;
  return { id: textAt(json, "cuid"), path: textAt(json, "path") };
}
