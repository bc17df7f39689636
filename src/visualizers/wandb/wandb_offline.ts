import { hostname } from "node:os";
import { encodeMessage, type MessageSpec, type MessageValue } from "../../core/protobuf.ts";
import type { JsonObject, JsonValue } from "../../core/json.ts";
import { encodeRecordLog } from "../record_log.ts";
import type { TrackerContext, TrackerEvent, TrackerJournal } from "../tracker.ts";
import { JOB_TYPE } from "./wandb_session.ts";
import { toPageMedia, toTableMedia } from "./wandb_media.ts";
import type { StoredFile } from "./wandb_api.ts";

const TIME: MessageSpec = { seconds: [1, "int"], nanos: [2, "int"] };
const CONFIG_ITEM: MessageSpec = { key: [1, "string"], valueJson: [16, "string"] };
/** Names hold dots and slashes: as one nested key they stay whole. */
const LINE_ITEM: MessageSpec = { key: [2, "string"], valueJson: [16, "string"] };
const RECORD: MessageSpec = {
  number: [1, "int"],
  history: [2, { items: [1, LINE_ITEM], step: [2, { number: [1, "int"] }] }],
  summary: [3, { items: [1, CONFIG_ITEM] }],
  files: [6, { files: [1, { path: [1, "string"] }] }],
  run: [17, {
    runId: [1, "string"],
    entity: [2, "string"],
    project: [3, "string"],
    config: [4, { items: [1, CONFIG_ITEM] }],
    group: [6, "string"],
    jobType: [7, "string"],
    name: [8, "string"],
    notes: [9, "string"],
    tags: [10, "string"],
    host: [13, "string"],
    startTime: [17, TIME],
  }],
  exit: [18, { code: [1, "int"], runtime: [2, "int"] }],
  header: [21, { version: [1, { producer: [1, "string"], minConsumer: [2, "string"] }] }],
};
const HEADER = { magic: ":W&B", number: 0xbee1, version: 0 } as const;

/** Writes a run as `wandb sync` takes it; gives its folder. */
export async function writeWandbRun(
  { run, events }: TrackerJournal,
  { context, project, entity }: { context: TrackerContext; project: string; entity: string | null },
): Promise<string> {
  const stamp = new Date(run.startedAtMs).toISOString().replaceAll(/[-:]/g, "").replace("T", "_").slice(0, 15);
  const folder = `${context.folder}/wandb/offline-run-${stamp}-${run.id}`;
  const writer = new RecordWriter();
  writer.add({ header: { version: { producer: "streamgauge", minConsumer: "0.13.0" } } });
  writer.add({
    run: {
      runId: run.id,
      entity: entity ?? undefined,
      project,
      config: { items: toItems(run.config) },
      group: run.group,
      jobType: JOB_TYPE,
      name: run.name,
      notes: run.description,
      tags: run.tags,
      host: hostname(),
      startTime: toTime(run.startedAtMs),
    },
  });
  for (const event of events) await writer.addEvent(event, { startedAtMs: run.startedAtMs, folder: context.folder });
  await Deno.mkdir(`${folder}/files`, { recursive: true });
  for (const [path, bytes] of writer.files) await writeInside(`${folder}/files`, path, bytes);
  await Deno.writeFile(`${folder}/run-${run.id}.wandb`, encodeRecordLog(HEADER, writer.records));
  return folder;
}

interface Origin {
  readonly startedAtMs: number;
  readonly folder: string;
}

class RecordWriter {
  readonly records: Uint8Array[] = [];
  readonly files: StoredFile[] = [];
  #lines = 0;
  #summary: JsonObject = {};

  add(record: MessageValue): void {
    this.records.push(encodeMessage(RECORD, { number: this.records.length + 1, ...record }));
  }

  async addEvent(event: TrackerEvent, origin: Origin): Promise<void> {
    if (event.kind === "figures") return this.#addLine(event, event.values, origin);
    if (event.kind === "summary") return void (this.#summary = { ...this.#summary, ...event.values });
    if (event.kind === "end") return this.#addEnd(event, origin);
    const media = event.kind === "table"
      ? toTableMedia(event)
      : toPageMedia(event.name, event.step, await Deno.readFile(`${origin.folder}/${event.path}`));
    if (event.kind === "file") this.#addFile([event.name, media.file[1]]);
    if (event.kind === "file" && event.mimeType !== "text/html") return;
    this.#addFile(media.file);
    this.#addLine(event, { [event.name]: media.value }, origin);
  }

  #addFile(file: StoredFile): void {
    this.files.push(file);
    this.add({ files: { files: [{ path: file[0] }] } });
  }

  #addLine({ atMs }: TrackerEvent, values: JsonObject, { startedAtMs }: Origin): void {
    const step = this.#lines++;
    this.#summary = { ...this.#summary, ...values };
    const line = { ...values, _step: step, _timestamp: atMs / 1000, _runtime: (atMs - startedAtMs) / 1000 };
    this.add({ history: { items: toItems(line), step: { number: step } } });
  }

  #addEnd(event: Extract<TrackerEvent, { kind: "end" }>, { startedAtMs }: Origin): void {
    this.add({ summary: { items: toItems(this.#summary) } });
    const runtime = Math.max(0, Math.round((event.atMs - startedAtMs) / 1000));
    this.add({ exit: { code: event.outcome === "finished" ? 0 : 1, runtime } });
  }
}

function toItems(values: JsonObject): MessageValue[] {
  return Object.entries(values).map(([key, value]: [string, JsonValue]) => ({ key, valueJson: JSON.stringify(value) }));
}

function toTime(epochMs: number): MessageValue {
  return { seconds: Math.floor(epochMs / 1000), nanos: Math.round(epochMs % 1000 * 1e6) };
}

async function writeInside(folder: string, path: string, bytes: Uint8Array): Promise<void> {
  const parent = path.split("/").slice(0, -1).join("/");
  await Deno.mkdir(`${folder}/${parent}`, { recursive: true });
  await Deno.writeFile(`${folder}/${path}`, bytes);
}
