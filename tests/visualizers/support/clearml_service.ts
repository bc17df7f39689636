import type { JsonObject, JsonValue } from "../../../src/core/json.ts";
import type { TrackerAnswer, TrackerCall, TrackerReplies } from "./tracker_service.ts";

/** What the service keeps. */
export interface ClearmlState {
  readonly projects: Map<string, string>;
  readonly tasks: Map<string, Record<string, JsonValue>>;
  readonly events: JsonObject[];
  readonly artifacts: JsonObject[];
  /** Forms that the files server took. */
  readonly files: string[];
  readonly withoutToken: string[];
}

/** Creates what the service keeps, and how it answers. */
export function createClearmlService(): { state: ClearmlState; replies: TrackerReplies } {
  const state: ClearmlState = {
    projects: new Map(),
    tasks: new Map(),
    events: [],
    artifacts: [],
    files: [],
    withoutToken: [],
  };
  return { state, replies: (call) => answer(state, call) };
}

function answer(state: ClearmlState, call: TrackerCall): TrackerAnswer {
  const { path, headers, text, method } = call;
  if (path === "/" && method === "POST") {
    state.files.push(text);
    return { json: ["stored"] };
  }
  const action = path.slice(path.lastIndexOf("/") + 1);
  if (action === "auth.login") {
    if (headers.get("authorization")?.startsWith("Basic ") !== true) return refuse(401, "Unauthorized");
    return accept({ token: "token" });
  }
  if (headers.get("authorization")?.startsWith("Bearer ") !== true) state.withoutToken.push(path);
  return act(state, action, call);
}

function act(state: ClearmlState, action: string, { json, text }: TrackerCall): TrackerAnswer {
  const task = state.tasks.get(String(json.task));
  switch (action) {
    case "projects.get_all": {
      const found = [...state.projects].filter(([name]) => new RegExp(String(json.name)).test(name));
      return accept({ projects: found.map(([, id]) => ({ id })) });
    }
    case "projects.create":
      state.projects.set(String(json.name), "project1");
      return accept({ id: "project1" });
    case "tasks.create": {
      const id = `task${state.tasks.size + 1}`;
      state.tasks.set(id, { ...json, status: "created" });
      return accept({ id });
    }
    case "events.add_batch": {
      const lines = text.split("\n").filter((line) => line !== "").map((line) => JSON.parse(line) as JsonObject);
      state.events.push(...lines);
      return accept({ added: lines.length, errors: 0 });
    }
    case "tasks.add_or_update_artifacts":
      state.artifacts.push(...json.artifacts as JsonObject[]);
      return accept({ updated: 1 });
    default:
      // The recorded client speaks of a task of its own server.
      if (action === "tasks.edit") Object.assign(task ?? [...state.tasks.values()].at(-1) ?? {}, json);
      else if (task !== undefined) task.status = action.replace("tasks.", "");
      return accept({ updated: 1 });
  }
}

function accept(data: JsonObject): TrackerAnswer {
  return { json: { meta: { result_code: 200, result_subcode: 0, result_msg: "OK" }, data } };
}

function refuse(status: number, message: string): TrackerAnswer {
  return { status, json: { meta: { result_code: status, result_subcode: 20, result_msg: message }, data: {} } };
}
