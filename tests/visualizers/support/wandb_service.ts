import type { JsonObject, JsonValue } from "../../../src/core/json.ts";
import type { TrackerAnswer, TrackerCall, TrackerReplies } from "./tracker_service.ts";

/** What a run has streamed. */
export interface WandbStream {
  /** Lines of the history, parsed, by number. */
  readonly history: Map<number, JsonObject>;
  summary: JsonObject;
  ending: { readonly complete: JsonValue; readonly exitcode: JsonValue } | null;
}

/** What the service keeps. */
export interface WandbState {
  /** By the id of the run. */
  readonly streams: Map<string, WandbStream>;
  /** By path. */
  readonly stored: Map<string, string>;
  readonly runs: Map<string, JsonObject>;
  readonly artifacts: { digest: JsonValue; state: "PENDING" | "COMMITTED" }[];
  readonly withoutKey: string[];
}

/** Creates what the service keeps, and how it answers. */
export function createWandbService(): { state: WandbState; replies: TrackerReplies } {
  const state: WandbState = {
    streams: new Map(),
    stored: new Map(),
    runs: new Map(),
    artifacts: [],
    withoutKey: [],
  };
  return { state, replies: (call) => answer(state, call) };
}

function answer(state: WandbState, call: TrackerCall): TrackerAnswer {
  const { path, json, headers, text } = call;
  if (path.startsWith("/storage/")) {
    if (headers.has("authorization")) return { status: 400, json: { error: "a signed address takes no key" } };
    state.stored.set(path, text);
    return {};
  }
  if (headers.get("authorization")?.startsWith("Basic ") !== true) state.withoutKey.push(path);
  if (path === "/graphql") return { json: { data: answerQuery(state, call) } };
  const [, run] = /\/([^/]+)\/file_stream$/.exec(path) ?? [];
  return run === undefined ? { status: 404 } : takeStream(streamOf(state, run), json);
}

/** What a run has streamed so far. */
export function streamOf({ streams }: WandbState, run: string): WandbStream {
  const stream = streams.get(run) ?? { history: new Map(), summary: {}, ending: null };
  streams.set(run, stream);
  return stream;
}

function takeStream(state: WandbStream, json: JsonObject): TrackerAnswer {
  const files = (json.files ?? {}) as Record<string, { offset: number; content: string[] }>;
  for (const [name, { offset, content }] of Object.entries(files)) {
    const lines = content.map((line) => name.endsWith("output.log") ? {} : JSON.parse(line) as JsonObject);
    if (name === "wandb-history.jsonl") lines.forEach((line, index) => state.history.set(offset + index, line));
    if (name === "wandb-summary.json") state.summary = lines.at(-1) ?? {};
  }
  if ("complete" in json) state.ending = { complete: json.complete ?? null, exitcode: json.exitcode ?? null };
  return { json: { exitcode: null, limits: {} } };
}

function answerQuery(state: WandbState, { json, base }: TrackerCall): JsonObject {
  const variables = (json.variables ?? {}) as Record<string, JsonValue>;
  const input = (variables.input ?? {}) as Record<string, JsonValue>;
  switch (json.operationName) {
    case "Viewer":
      return { viewer: { id: "u", entity: "demo-entity", username: "demo" } };
    case "UpsertBucket": {
      // What is null stays as it was.
      const given = Object.entries(variables).filter(([, value]) => value !== null);
      const known = state.runs.get(String(variables.name));
      state.runs.set(String(variables.name), { ...known, ...Object.fromEntries(given) });
      const project = { id: "p", name: variables.project ?? "", entity: { id: "e", name: "demo-entity" } };
      return { upsertBucket: { bucket: { id: "b", name: variables.name ?? "", project }, inserted: true } };
    }
    case "CreateRunFiles": {
      const names = variables.files as string[];
      const files = names.map((name) => ({ name, uploadUrl: `${base}/storage/run/${name}` }));
      return { createRunFiles: { runID: "b", uploadHeaders: [], files } };
    }
    case "CreateArtifact":
      return { createArtifact: { artifact: createArtifact(state, input) } };
    case "CreateArtifactManifest": {
      const file = variables.includeUpload === true
        ? { id: "f", uploadUrl: `${base}/storage/manifest`, uploadHeaders: [] }
        : { id: "f" };
      return { createArtifactManifest: { artifactManifest: { id: "m", file } } };
    }
    case "CreateArtifactFiles": {
      const files = input.artifactFiles as { name: string; md5: string; artifactID: string }[];
      const edges = files.map(({ name, md5, artifactID }) => ({
        node: {
          uploadUrl: `${base}/storage/artifact/${name}`,
          uploadHeaders: [`Content-Md5:${md5}`, "Content-Type:"],
          artifact: { id: artifactID },
        },
      }));
      return { createArtifactFiles: { files: { edges } } };
    }
    case "CommitArtifact": {
      const artifact = state.artifacts[Number(variables.artifactID) - 1];
      if (artifact !== undefined) artifact.state = "COMMITTED";
      return { commitArtifact: { artifact: { id: variables.artifactID ?? null } } };
    }
    default:
      return {};
  }
}

function createArtifact(state: WandbState, { digest = null }: Record<string, JsonValue>): JsonObject {
  const known = state.artifacts.findIndex((artifact) => artifact.digest === digest);
  if (known >= 0) return { id: String(known + 1), state: state.artifacts[known]?.state ?? "PENDING" };
  state.artifacts.push({ digest, state: "PENDING" });
  return { id: String(state.artifacts.length), state: "PENDING" };
}
