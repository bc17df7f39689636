import type { JsonObject, JsonValue } from "../../../src/core/json.ts";
import type { TrackerAnswer, TrackerCall, TrackerReplies } from "./tracker_service.ts";

const USER = "demo-user";

/** What the service keeps. */
export interface SwanlabState {
  readonly projects: Map<string, JsonObject>;
  readonly runs: Map<string, JsonObject>;
  readonly series: JsonObject[];
  readonly metrics: Record<string, JsonObject[]>;
  config: JsonObject;
  ending: JsonObject | null;
  readonly stored: Map<string, string>;
  readonly completed: JsonValue[];
  readonly withoutCookie: string[];
}

/** Creates what the service keeps, and how it answers. */
export function createSwanlabService(): { state: SwanlabState; replies: TrackerReplies } {
  const state: SwanlabState = {
    projects: new Map(),
    runs: new Map(),
    series: [],
    metrics: { scalar: [], media: [], log: [] },
    config: {},
    ending: null,
    stored: new Map(),
    completed: [],
    withoutCookie: [],
  };
  return { state, replies: (call) => answer(state, call) };
}

function answer(state: SwanlabState, call: TrackerCall): TrackerAnswer {
  const { method, path, json, headers, text } = call;
  if (path.startsWith("/storage/")) {
    state.stored.set(path, text);
    return {};
  }
  if (path === "/api/login/api_key") {
    if (!headers.has("authorization")) return { status: 401 };
    return { json: { sid: "session", expiredAt: "2099-01-01T00:00:00.000Z", userInfo: { username: USER } } };
  }
  if (headers.get("cookie")?.includes("sid=") !== true) state.withoutCookie.push(path);
  if (/^\/api\/project\/[^/]+\/[^/]+$/.test(path) && method === "GET") {
    const project = state.projects.get(path);
    return project === undefined ? { status: 404, json: { code: "Not_Found" } } : { json: project };
  }
  if (path === `/api/projects/${USER}`) {
    const place = `/${USER}/${String(json.name)}`;
    const facts = { version: 1, visibility: "PRIVATE", group: { username: USER }, _count: { experiments: 0 } };
    state.projects.set(`/api/project${place}`, { cuid: "project1", name: json.name ?? "", path: place, ...facts });
    return { status: 201 };
  }
  if (path.endsWith("/experiment")) {
    const id = String(json.cuid);
    const isNew = !state.runs.has(id);
    state.runs.set(id, json);
    return {
      status: isNew ? 201 : 200,
      json: { cuid: `experiment-${id}`, slug: id, name: json.name ?? "", createdAt: json.createdAt ?? "" },
    };
  }
  return takeOf(state, call);
}

/** What belongs to a run that is known. */
function takeOf(state: SwanlabState, { path, json, base }: TrackerCall): TrackerAnswer {
  if (path.endsWith("/profile")) {
    state.config = { ...state.config, ...json.config as JsonObject };
    return {};
  }
  if (path.endsWith("/state")) {
    state.ending = json;
    return {};
  }
  if (path.endsWith("/series")) {
    state.series.push(...json.series as JsonObject[]);
    return { status: 201 };
  }
  if (path === "/api/house/metrics") {
    state.metrics[String(json.type)]?.push(...json.metrics as JsonObject[]);
    return { status: 201 };
  }
  if (path === "/api/resources/presigned/put") {
    return { json: { urls: (json.paths as string[]).map((each) => `${base}/storage/${each}`) } };
  }
  if (path.endsWith("/files/prepare")) {
    return { json: { urls: (json.files as { path: string }[]).map((each) => `${base}/storage/files/${each.path}`) } };
  }
  if (path.endsWith("/files/complete")) state.completed.push(...json.files as JsonValue[]);
  return {};
}
