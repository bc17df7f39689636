import type { JsonObject, JsonValue } from "../../core/json.ts";
import { flatten, numbersOf, textsOf } from "../config_values.ts";
import { textAt, type TrackerReply } from "../tracker_http.ts";
import {
  type FiguresEvent,
  isFigures,
  type TableEvent,
  type TrackerContext,
  TrackerError,
  type TrackerEvent,
  type TrackerRun,
  type TrackerSession,
} from "../tracker.ts";
import type { MlflowSettings } from "./mlflow_settings.ts";

/** What an MLflow server is asked. */
export interface MlflowApi {
  call(path: string, json: JsonObject, accepts?: readonly number[]): Promise<TrackerReply>;
  get(path: string, accepts?: readonly number[]): Promise<TrackerReply>;
  put(path: string, bytes: Uint8Array<ArrayBuffer>, mimeType: string): Promise<void>;
}

interface SessionParts {
  readonly api: MlflowApi;
  readonly settings: MlflowSettings;
  readonly context: TrackerContext;
  readonly run: TrackerRun;
  readonly saved: JsonObject | null;
  readonly experimentId: string;
}

/** The limits of one call. */
const MAX_PARAMS = 100;
const MAX_METRICS = 1000;
const MAX_PARAM_CHARS = 6000;
const STATUSES = { finished: "FINISHED", failed: "FAILED", stopped: "KILLED" } as const;

/** Makes a run at the server, or goes on with one. */
export async function openMlflowRun(parts: SessionParts): Promise<TrackerSession> {
  const { api, run, saved, experimentId } = parts;
  if (saved !== null) return new MlflowSession(parts, saved);
  const tags = {
    "mlflow.runName": run.name,
    "mlflow.user": parts.context.env.USER ?? "streamgauge",
    "mlflow.source.name": "streamgauge",
    "mlflow.source.type": "LOCAL",
    "mlflow.note.content": run.description,
    group: run.group,
    ...Object.fromEntries(run.tags.map((tag) => [toMlflowName(tag), "true"])),
  };
  const { json } = await api.call("runs/create", {
    experiment_id: experimentId,
    run_name: run.name,
    start_time: Math.round(run.startedAtMs),
    tags: toPairs(tags),
  });
  return new MlflowSession(parts, {
    runId: textAt(json, "run", "info", "run_id"),
    artifactUri: textAt(json, "run", "info", "artifact_uri"),
  });
}

class MlflowSession implements TrackerSession {
  readonly page: string;
  readonly #parts: SessionParts;
  readonly #runId: string;
  readonly #artifactUri: string;
  #tables: readonly string[];

  constructor(parts: SessionParts, saved: JsonObject) {
    this.#parts = parts;
    this.#runId = textAt(saved, "runId");
    this.#artifactUri = textAt(saved, "artifactUri");
    this.#tables = Array.isArray(saved.tables) ? saved.tables.map(String) : [];
    this.page = `${parts.settings.uri}/#/experiments/${parts.experimentId}/runs/${this.#runId}`;
  }

  save(): JsonObject {
    return { runId: this.#runId, artifactUri: this.#artifactUri, tables: this.#tables };
  }

  async send(events: readonly FiguresEvent[] | readonly [TrackerEvent]): Promise<void> {
    if (isFigures(events)) return await this.#sendMetrics(events.flatMap((event) => toMetrics(event, event.values)));
    const [event] = events;
    if (event.kind === "summary") return await this.#sendSummary(event);
    if (event.kind === "table") return await this.#sendTable(event);
    if (event.kind === "file") {
      const bytes = await Deno.readFile(`${this.#parts.context.folder}/${event.path}`);
      return await this.#sendFile(event.name, bytes, event.mimeType);
    }
    if (event.kind === "end") {
      const status = STATUSES[event.outcome];
      await this.#parts.api.call("runs/update", { run_id: this.#runId, status, end_time: Math.round(event.atMs) });
    }
  }

  async start(): Promise<void> {
    const flat = Object.entries(flatten(this.#parts.run.config, "."));
    const params = flat.map(([name, value]) => ({
      key: toMlflowName(name),
      value: toText(value).slice(0, MAX_PARAM_CHARS),
    }));
    for (let at = 0; at < params.length; at += MAX_PARAMS) {
      await this.#logBatch({ params: params.slice(at, at + MAX_PARAMS) });
    }
  }

  async #sendMetrics(metrics: readonly JsonObject[]): Promise<void> {
    for (let at = 0; at < metrics.length; at += MAX_METRICS) {
      await this.#logBatch({ metrics: metrics.slice(at, at + MAX_METRICS) });
    }
  }

  async #sendSummary(event: Extract<TrackerEvent, { kind: "summary" }>): Promise<void> {
    const values = numbersOf(event.values).map(([name, value]) => [`summary/${name}`, value] as const);
    const tags = toPairs(Object.fromEntries(textsOf(event.values).map(([name, value]) => [toMlflowName(name), value])));
    // One call for both: a server with accounts takes its time for each.
    await this.#logBatch({ metrics: toMetrics(event, Object.fromEntries(values)), tags });
  }

  async #sendTable({ name, columns, rows }: TableEvent): Promise<void> {
    const file = `${name}.json`;
    const bytes = new TextEncoder().encode(JSON.stringify({ columns, data: rows }));
    await this.#sendFile(file, bytes, "application/json");
    const tables = [...new Set([...this.#tables, file])];
    await this.#setTag("mlflow.loggedArtifacts", JSON.stringify(tables.map((path) => ({ path, type: "table" }))));
    this.#tables = tables;
  }

  async #sendFile(name: string, bytes: Uint8Array<ArrayBuffer>, mimeType: string): Promise<void> {
    const { protocol, pathname } = new URL(this.#artifactUri);
    if (protocol !== "mlflow-artifacts:") {
      throw new TrackerError(`the server keeps files in a store of its own (${protocol}), where only it can write`, {
        isFinal: true,
      });
    }
    await this.#parts.api.put(`${pathname.replace(/^\/+/, "")}/${name}`, bytes, mimeType);
  }

  async #setTag(key: string, value: string): Promise<void> {
    await this.#parts.api.call("runs/set-tag", { run_id: this.#runId, key, value });
  }

  async #logBatch(batch: JsonObject): Promise<void> {
    await this.#parts.api.call("runs/log-batch", { run_id: this.#runId, ...batch });
  }
}

/** Retried batches are stored once because moments keep their times. */
function toMetrics({ atMs, step }: TrackerEvent, values: Readonly<Record<string, number>>): JsonObject[] {
  const timestamp = Math.round(atMs);
  return Object.entries(values).map(([name, value]) => ({ key: toMlflowName(name), value, timestamp, step }));
}

/** Makes a name that MLflow takes: it knows no percent sign and no brackets, and groups at slashes. */
export function toMlflowName(name: string): string {
  const isGrouped = name.startsWith("summary/");
  const bare = isGrouped ? name.slice("summary/".length) : name;
  const safe = bare.replaceAll("%", "pct").replaceAll("/", " per ").replaceAll(/[^\p{L}\p{N}_\-. :]/gu, "");
  return (isGrouped ? `summary/${safe}` : safe).replaceAll(/ +/g, " ").trim().slice(0, 250);
}

function toText(value: JsonValue): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function toPairs(tags: Readonly<Record<string, string>>): JsonObject[] {
  return Object.entries(tags).map(([key, value]) => ({ key, value }));
}
