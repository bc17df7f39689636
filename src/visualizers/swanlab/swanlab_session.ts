import { createHash } from "node:crypto";
import { hostname } from "node:os";
import type { JsonObject } from "../../core/json.ts";
import { numbersOf, textsOf } from "../config_values.ts";
import { textAt, type TrackerReply } from "../tracker_http.ts";
import {
  type FiguresEvent,
  type FileEvent,
  isFigures,
  type SummaryEvent,
  type TableEvent,
  type TrackerContext,
  type TrackerEvent,
  type TrackerRun,
  type TrackerSession,
} from "../tracker.ts";
import type { SwanlabSettings } from "./swanlab_settings.ts";
import { CLIENT_VERSION, COLOR, JOB_TYPE, sectionOf, toProfileConfig, toTableFile } from "./swanlab_values.ts";

/** What a request has besides its path. */
export interface SwanlabCall {
  readonly json?: JsonObject;
  /** Statuses that are answers, not failures. */
  readonly accepts?: readonly number[];
}

/** What SwanLab is asked; paths are below `/api`. */
export interface SwanlabApi {
  call(method: "GET" | "POST" | "PUT", path: string, more?: SwanlabCall): Promise<TrackerReply>;
  /** Stores bytes where an answer said; without the cookie. */
  put(url: string, bytes: Uint8Array<ArrayBuffer>, mimeType: string): Promise<void>;
}

interface SessionParts {
  readonly api: SwanlabApi;
  readonly settings: SwanlabSettings;
  readonly context: TrackerContext;
  readonly run: TrackerRun;
  readonly project: { readonly user: string; readonly id: string; readonly path: string };
}

/** The service takes a run without it for one that has crashed. */
const HEARTBEAT_EVERY_MS = 9 * 60_000;
/** The limits of one call. */
const MAX_SERIES = 3000;
const MAX_METRICS = 10_000;
const STATES = { finished: "FINISHED", failed: "CRASHED", stopped: "ABORTED" } as const;

/** Makes an experiment, or finds it again: our own id tells. */
export async function openSwanlabRun(parts: SessionParts, saved: JsonObject | null): Promise<TrackerSession> {
  const { api, run, settings, project: { user } } = parts;
  const { json } = await api.call("POST", `/project/${user}/${settings.project}/experiment`, {
    json: {
      name: run.name,
      description: run.description,
      createdAt: toIsoText(run.startedAtMs),
      colors: [COLOR, COLOR],
      labels: run.tags.map((name) => ({ name })),
      job: JOB_TYPE,
      cluster: run.group,
      cuid: run.id,
    },
  });
  return new SwanlabSession(parts, { id: textAt(json, "cuid"), slug: json.slug ?? null, ...saved });
}

class SwanlabSession implements TrackerSession {
  readonly page: string;
  readonly #parts: SessionParts;
  readonly #id: string;
  readonly #slug: string;
  readonly #series: Set<string>;
  #logLines: number;
  #beatAtMs: number;

  constructor(parts: SessionParts, saved: JsonObject) {
    this.#parts = parts;
    this.#id = textAt(saved, "id");
    this.#slug = typeof saved.slug === "string" ? saved.slug : this.#id;
    this.#series = new Set(Array.isArray(saved.series) ? saved.series.map(String) : []);
    this.#logLines = Number(saved.logLines ?? 0);
    this.#beatAtMs = parts.run.startedAtMs;
    this.page = `${parts.settings.webUrl}/@${parts.project.path.replace(/^\//, "")}/runs/${this.#slug}`;
  }

  save(): JsonObject {
    return { id: this.#id, slug: this.#slug, series: [...this.#series], logLines: this.#logLines };
  }

  async start(): Promise<void> {
    const { api, run } = this.#parts;
    await this.#beat();
    await api.call("PUT", `${this.#place()}/profile`, { json: { config: toProfileConfig(run) } });
    const metadata = { _version: 2, runtime: { hostname: hostname() }, swanlab: { version: CLIENT_VERSION } };
    await api.call("PUT", `${this.#place()}/profile`, { json: { metadata } });
  }

  async send(events: readonly FiguresEvent[] | readonly [TrackerEvent]): Promise<void> {
    if (isFigures(events)) return await this.#sendFigures(events);
    const [event] = events;
    if (event.kind === "summary") return await this.#sendSummary(event);
    if (event.kind === "table") return await this.#sendTable(event);
    if (event.kind === "file") return await this.#sendFile(event);
    if (event.kind === "end") {
      const finished = { state: STATES[event.outcome], finishedAt: toIsoText(event.atMs), from: "sdk" };
      await this.#parts.api.call("PUT", `${this.#place()}/state`, { json: finished });
    }
  }

  async #sendFigures(events: readonly FiguresEvent[]): Promise<void> {
    const points = events.flatMap((event) => Object.entries(event.values).map(([key, data]) => ({ event, key, data })));
    await this.#sendScalars(points);
    const nowMs = events.at(-1)?.atMs ?? 0;
    if (nowMs - this.#beatAtMs < HEARTBEAT_EVERY_MS) return;
    await this.#beat();
    this.#beatAtMs = nowMs;
  }

  async #sendSummary(event: SummaryEvent): Promise<void> {
    await this.#sendScalars(numbersOf(event.values).map(([key, data]) => ({ event, key: `summary/${key}`, data })));
    const lines = textsOf(event.values).map(([name, value], index) => ({
      level: "INFO",
      epoch: this.#logLines + index + 1,
      message: `${name}: ${value}`,
      create_time: toIsoText(event.atMs),
    }));
    if (lines.length > 0) await this.#sendMetrics("log", lines);
    this.#logLines += lines.length;
  }

  async #sendTable(event: TableEvent): Promise<void> {
    const { api } = this.#parts;
    const { name, bytes } = toTableFile(event);
    const path = `media/echarts/${name}`;
    const { json } = await api.call("POST", "/resources/presigned/put", {
      json: { experimentId: this.#id, paths: [path] },
    });
    await api.put(textAt(json, "urls", "0"), bytes, "application/json");
    await this.#declare([event.name], "ECHARTS");
    const metric = { key: event.name, index: event.step, data: [path], more: [], create_time: toIsoText(event.atMs) };
    await this.#sendMetrics("media", [metric]);
  }

  async #sendFile({ name, path, mimeType }: FileEvent): Promise<void> {
    const { api, context } = this.#parts;
    const bytes = await Deno.readFile(`${context.folder}/${path}`);
    const md5 = createHash("md5").update(bytes).digest("hex");
    const files = [{ path: name, size: bytes.length, md5, mimeType }];
    const { json } = await api.call("POST", `/experiment/${this.#id}/files/prepare`, { json: { files } });
    await api.put(textAt(json, "urls", "0"), bytes, mimeType);
    const complete = { files: [{ path: name, state: "UPLOADED" }] };
    await api.call("POST", `/experiment/${this.#id}/files/complete`, { json: complete });
  }

  async #sendScalars(
    points: readonly { readonly event: TrackerEvent; readonly key: string; readonly data: number }[],
  ): Promise<void> {
    await this.#declare(points.map(({ key }) => key), "FLOAT");
    const metrics = points.map(({ event, key, data }) => ({
      key,
      index: event.step,
      data,
      create_time: toIsoText(event.atMs),
    }));
    for (let at = 0; at < metrics.length; at += MAX_METRICS) {
      await this.#sendMetrics("scalar", metrics.slice(at, at + MAX_METRICS));
    }
  }

  /** A key must be known before its first point. */
  async #declare(keys: readonly string[], type: "FLOAT" | "ECHARTS"): Promise<void> {
    const { api, settings, project: { user } } = this.#parts;
    const fresh = [...new Set(keys)].filter((key) => !this.#series.has(key));
    for (let at = 0; at < fresh.length; at += MAX_SERIES) {
      const part = fresh.slice(at, at + MAX_SERIES);
      const series = part.map((key) => type === "FLOAT" ? { key, type, sectionName: sectionOf(key) } : { key, type });
      await api.call("POST", `/projects/${user}/${settings.project}/series`, { json: { series } });
      for (const key of part) this.#series.add(key);
    }
  }

  async #sendMetrics(type: "scalar" | "media" | "log", metrics: readonly JsonObject[]): Promise<void> {
    const { api, project } = this.#parts;
    await api.call("POST", "/house/metrics", {
      json: { type, projectId: project.id, experimentId: this.#id, metrics },
    });
  }

  async #beat(): Promise<void> {
    await this.#parts.api.call("POST", `/house/experiments/${this.#id}/heartbeat`, { json: { flagId: "123456" } });
  }

  #place(): string {
    const { settings, project: { user } } = this.#parts;
    return `/project/${user}/${settings.project}/runs/${this.#id}`;
  }
}

/** Makes the text of a time as the service wants it. */
function toIsoText(epochMs: number): string {
  return new Date(epochMs).toISOString();
}
