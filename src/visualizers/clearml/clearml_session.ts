import { createHash } from "node:crypto";
import { concatBytes } from "../../core/bytes.ts";
import type { JsonObject } from "../../core/json.ts";
import { drawId } from "../../core/random.ts";
import { textAt } from "../tracker_http.ts";
import {
  type FiguresEvent,
  type FileEvent,
  isFigures,
  type TrackerContext,
  type TrackerEvent,
  type TrackerRun,
  type TrackerSession,
} from "../tracker.ts";
import { toHyperparams, toScalarEvents, toSummaryEvents, toTableEvent } from "./clearml_events.ts";
import type { ClearmlSettings } from "./clearml_settings.ts";

/** What ClearML is asked. */
export interface ClearmlApi {
  call(action: string, json: JsonObject): Promise<JsonObject>;
  /** Adds events, a line each; throws where some were refused. */
  addEvents(events: readonly JsonObject[]): Promise<void>;
  /** Stores a file at the files server. */
  storeFile(path: string, bytes: Uint8Array<ArrayBuffer>, mimeType: string): Promise<void>;
}

interface SessionParts {
  readonly api: ClearmlApi;
  readonly settings: ClearmlSettings;
  readonly context: TrackerContext;
  readonly run: TrackerRun;
  readonly projectId: string;
}

/** Without a sign of life for hours the server stops a task. */
const PING_EVERY_MS = 60_000;

/** Makes a task, or goes on with one. */
export async function openClearmlTask(parts: SessionParts, saved: JsonObject | null): Promise<TrackerSession> {
  const { api, run, projectId } = parts;
  if (saved !== null) return new ClearmlSession(parts, textAt(saved, "task"));
  const { id } = await api.call("tasks.create", {
    name: run.name,
    type: "testing",
    project: projectId,
    comment: run.description,
    // There is no field for groups.
    tags: [...run.tags, run.group],
    system_tags: ["development"],
  });
  const task = textAt({ id: id ?? null }, "id");
  return new ClearmlSession(parts, task);
}

class ClearmlSession implements TrackerSession {
  readonly page: string;
  readonly #parts: SessionParts;
  readonly #task: string;
  #pingedAtMs: number;

  constructor(parts: SessionParts, task: string) {
    this.#parts = parts;
    this.#task = task;
    this.#pingedAtMs = parts.run.startedAtMs;
    this.page = `${parts.settings.webUrl}/projects/${parts.projectId}/experiments/${task}/output/log`;
  }

  async start(): Promise<void> {
    const { api, run } = this.#parts;
    await api.call("tasks.started", { task: this.#task });
    await api.call("tasks.edit", { task: this.#task, force: true, hyperparams: toHyperparams(run) });
  }

  save(): JsonObject {
    return { task: this.#task };
  }

  async send(events: readonly FiguresEvent[] | readonly [TrackerEvent]): Promise<void> {
    const { api } = this.#parts;
    const task = this.#task;
    if (isFigures(events)) {
      await api.addEvents(events.flatMap((event) => toScalarEvents(task, event)));
      return await this.#ping(events.at(-1)?.atMs ?? 0);
    }
    const [event] = events;
    if (event.kind === "summary") return await api.addEvents(toSummaryEvents(task, event));
    if (event.kind === "table") return await api.addEvents([toTableEvent(task, event)]);
    if (event.kind === "file") return await this.#sendFile(event);
    if (event.kind === "end") await this.#end(event.outcome);
  }

  async #end(outcome: Extract<TrackerEvent, { kind: "end" }>["outcome"]): Promise<void> {
    const action = { finished: "completed", failed: "failed", stopped: "stopped" }[outcome];
    await this.#parts.api.call(`tasks.${action}`, { task: this.#task, status_reason: action });
  }

  async #ping(nowMs: number): Promise<void> {
    if (nowMs - this.#pingedAtMs < PING_EVERY_MS) return;
    await this.#parts.api.call("tasks.ping", { task: this.#task });
    this.#pingedAtMs = nowMs;
  }

  async #sendFile({ name, path, mimeType, atMs, step }: FileEvent): Promise<void> {
    const { api, context, settings, run } = this.#parts;
    const bytes = await Deno.readFile(`${context.folder}/${path}`);
    const key = name.replace(/\.[^.]*$/, "");
    const place = `/${settings.project}/${run.name.replaceAll("/", "_")}.${this.#task}/artifacts/${key}/${name}`;
    await api.storeFile(place, bytes, mimeType);
    const uri = settings.filesUrl + place.split("/").map(encodeURIComponent).join("/");
    await api.call("tasks.add_or_update_artifacts", {
      task: this.#task,
      force: true,
      artifacts: [{ ...toArtifact({ name, bytes, mimeType, atMs }), key, uri }],
    });
    if (mimeType !== "text/html") return;
    // Shown as a page, not only kept.
    const shown = {
      type: "training_debug_image",
      iter: step,
      metric: key,
      variant: "html",
      key: place.slice(1),
      url: uri,
    };
    await api.addEvents([{ timestamp: Math.round(atMs), task: this.#task, ...shown }]);
  }
}

/** Makes what ClearML keeps of an artefact besides its key and place. */
export function toArtifact(
  { name, bytes, mimeType, atMs }: Pick<FileEvent, "name" | "mimeType" | "atMs"> & { readonly bytes: Uint8Array },
): JsonObject {
  return {
    type: "custom",
    content_size: bytes.length,
    hash: createHash("sha256").update(bytes).digest("hex"),
    timestamp: Math.round(atMs / 1000),
    type_data: { preview: `${name} - ${bytes.length} bytes`, content_type: mimeType },
  };
}

/** Makes the one part of a form that the files server takes: the path is both its name and its file name. */
export function toFileForm(
  path: string,
  bytes: Uint8Array<ArrayBuffer>,
  mimeType: string,
): { readonly contentType: string; readonly body: Uint8Array<ArrayBuffer> } {
  const boundary = drawId(32);
  const safePath = path.replaceAll('"', "%22");
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="${safePath}"; filename="${safePath}"\r\n` +
    `Content-Type: ${mimeType}\r\n\r\n`;
  const encoder = new TextEncoder();
  const body = concatBytes([encoder.encode(head), bytes, encoder.encode(`\r\n--${boundary}--\r\n`)]);
  return { contentType: `multipart/form-data; boundary=${boundary}`, body };
}
