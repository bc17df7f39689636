import { hostname } from "node:os";
import type { JsonObject, JsonValue } from "../../core/json.ts";
import { textAt, valueAt } from "../tracker_http.ts";
import {
  type FiguresEvent,
  type FileEvent,
  isFigures,
  type TrackerContext,
  type TrackerEvent,
  type TrackerRun,
  type TrackerSession,
} from "../tracker.ts";
import type { StoredFile, WandbApi } from "./wandb_api.ts";
import { keepArtifact } from "./wandb_artifact.ts";
import { toPageMedia, toTableMedia, type WandbMedia } from "./wandb_media.ts";
import type { WandbSettings } from "./wandb_settings.ts";

/** What says how a run is to be understood by the service. */
export const JOB_TYPE = "load-test";
/** The newest version of the official client whose protocol this is. */
const CLIENT_VERSION = "0.31.0";
/** What the service shows as the exit code: anything but 0 is a crash. */
const EXIT_CODES = { finished: 0, failed: 1, stopped: 255 } as const;

const UPSERT = `mutation UpsertBucket($name: String, $project: String, $entity: String, $groupName: String,
  $displayName: String, $notes: String, $config: JSONString, $host: String, $jobType: String, $tags: [String!]) {
  upsertBucket(input: {name: $name, modelName: $project, entityName: $entity, groupName: $groupName,
    displayName: $displayName, notes: $notes, config: $config, host: $host, jobType: $jobType, tags: $tags}) {
    bucket { id name project { id name entity { id name } } } inserted
  }
}`;
const CREATE_FILES = `mutation CreateRunFiles($entity: String!, $project: String!, $run: String!, $files: [String!]!) {
  createRunFiles(input: {entityName: $entity, projectName: $project, runName: $run, files: $files}) {
    runID uploadHeaders files { name uploadUrl }
  }
}`;

interface SessionParts {
  readonly api: WandbApi;
  readonly settings: WandbSettings;
  readonly context: TrackerContext;
  readonly run: TrackerRun;
  readonly place: { readonly entity: string; readonly project: string };
  readonly saved: JsonObject | null;
}

/** Makes a run known at the service, or finds it again. */
export async function openWandbRun(
  parts: Pick<SessionParts, "api" | "settings" | "context" | "run" | "saved">,
): Promise<TrackerSession> {
  const { api, settings: { project, entity }, run } = parts;
  const answer = await api.query("UpsertBucket", UPSERT, {
    name: run.id,
    project,
    entity,
    groupName: run.group,
    displayName: run.name,
    notes: run.description,
    config: JSON.stringify(toWandbConfig(run.config)),
    host: hostname(),
    jobType: JOB_TYPE,
    tags: run.tags,
  });
  const found = valueAt(answer, "upsertBucket", "bucket", "project");
  return new WandbSession({
    ...parts,
    place: { entity: textAt(found, "entity", "name"), project: textAt(found, "name") },
  });
}

/** Each value stands in an object of its own. */
function toWandbConfig(config: JsonObject): JsonObject {
  const values = Object.entries(config).map(([name, value]) => [name, { value }] as const);
  return { ...Object.fromEntries(values), _wandb: { value: { cli_version: CLIENT_VERSION, m: [], t: {} } } };
}

class WandbSession implements TrackerSession {
  readonly page: string;
  readonly #parts: SessionParts;
  readonly #path: string;
  /** Lines of the history that the service has: it knows by it what is sent again. */
  #lines: number;
  #summary: JsonObject;

  constructor(parts: SessionParts) {
    const { settings, place: { entity, project }, run, saved } = parts;
    this.#parts = parts;
    this.#path = [entity, project, run.id].map(encodeURIComponent).join("/");
    this.page = `${settings.appUrl}/${entity}/${project}/runs/${run.id}`;
    this.#lines = Number(saved?.lines ?? 0);
    this.#summary = (saved?.summary ?? {}) as JsonObject;
  }

  save(): JsonObject {
    return { lines: this.#lines, summary: this.#summary };
  }

  async send(events: readonly FiguresEvent[] | readonly [TrackerEvent]): Promise<void> {
    if (isFigures(events)) return await this.#addLines(events.map((event) => [event, event.values]));
    const [event] = events;
    if (event.kind === "table") return await this.#addMedia(event, toTableMedia(event));
    if (event.kind === "file") return await this.#addFile(event);
    if (event.kind === "summary") return await this.#addSummary(event.values);
    if (event.kind === "end") {
      await this.#stream({ complete: true, exitcode: EXIT_CODES[event.outcome] });
    }
  }

  async start(): Promise<void> {
    // JSON is YAML as well.
    const config = JSON.stringify(toWandbConfig(this.#parts.run.config), null, 2);
    await this.#upload([["config.yaml", new TextEncoder().encode(config)]]);
  }

  async #addLines(entries: readonly (readonly [event: TrackerEvent, values: JsonObject])[]): Promise<void> {
    const { startedAtMs } = this.#parts.run;
    const content = entries.map(([{ atMs }, values], index) =>
      JSON.stringify({
        ...values,
        _step: this.#lines + index,
        _timestamp: atMs / 1000,
        _runtime: Math.max(0, (atMs - startedAtMs) / 1000),
      })
    );
    const summary = Object.assign({}, this.#summary, ...entries.map(([, values]) => values));
    const lines = { offset: this.#lines, content };
    await this.#stream({ files: { "wandb-history.jsonl": lines, ...toSummaryFile(summary) } });
    this.#lines += entries.length;
    this.#summary = summary;
  }

  async #addMedia(event: TableEventOrFile, { file, value }: WandbMedia): Promise<void> {
    await this.#upload([file]);
    await this.#addLines([[event, { [event.name]: value }]]);
  }

  async #addFile(event: FileEvent): Promise<void> {
    const { api, context, place, run } = this.#parts;
    const bytes = await Deno.readFile(`${context.folder}/${event.path}`);
    await this.#upload([[event.name, bytes]]);
    const owner = { entityName: place.entity, projectName: place.project, runName: run.id };
    const collection = event.name.replaceAll(/[^\w.-]/g, "-");
    await keepArtifact(api, owner, { collection, step: event.step, file: [event.name, bytes] });
    if (event.mimeType === "text/html") await this.#addMedia(event, toPageMedia(event.name, event.step, bytes));
  }

  async #addSummary(values: JsonObject): Promise<void> {
    const summary = { ...this.#summary, ...values };
    await this.#upload([["wandb-summary.json", new TextEncoder().encode(JSON.stringify(summary))]]);
    await this.#stream({ files: toSummaryFile(summary) });
    this.#summary = summary;
  }

  async #upload(files: readonly StoredFile[]): Promise<void> {
    const { api, place, run } = this.#parts;
    const names = files.map(([name]) => name);
    const answer = await api.query("CreateRunFiles", CREATE_FILES, { ...place, run: run.id, files: names });
    const headers = valueAt(answer, "createRunFiles", "uploadHeaders");
    const places = valueAt(answer, "createRunFiles", "files");
    const urls = new Map((places as readonly JsonValue[]).map((found) => [textAt(found, "name"), found] as const));
    for (const [name, bytes] of files) {
      await api.put({ url: textAt(urls.get(name) ?? null, "uploadUrl"), headers }, bytes);
    }
  }

  async #stream(body: JsonObject): Promise<void> {
    await this.#parts.api.post(`${this.#path}/file_stream`, body);
  }
}

type TableEventOrFile = Extract<TrackerEvent, { readonly name: string }>;

function toSummaryFile(summary: JsonObject): JsonObject {
  return { "wandb-summary.json": { offset: 0, content: [JSON.stringify(summary)] } };
}
