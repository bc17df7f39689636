import { Buffer } from "node:buffer";
import { zipSync } from "fflate/browser";
import type { JsonObject } from "../../core/json.ts";
import type { FileEvent, TrackerContext, TrackerEvent, TrackerJournal } from "../tracker.ts";
import { toHyperparams, toScalarEvents, toSummaryEvents, toTableEvent } from "./clearml_events.ts";
import { toArtifact } from "./clearml_session.ts";

/** Writes a run as an offline session, which `Task.import_offline_session` takes; gives the path of the zip. */
export async function writeClearmlSession(
  { run, events }: TrackerJournal,
  { context, project }: { context: TrackerContext; project: string },
): Promise<string> {
  const id = `offline-${toHex(run.id)}`;
  const place = `data/${project}/${run.name.replaceAll("/", "_")}.${id}/artifacts`;
  const files = await Promise.all(events.filter((event) => event.kind === "file").map((event) => load(event, context)));
  const artifacts = files.map(({ event, bytes }) => ({
    ...toArtifact({ ...event, bytes }),
    key: event.name.replace(/\.[^.]*$/, ""),
    mode: "output",
    // The importer puts the place where it unpacked the file in front of what follows the session's folder.
    uri: `/${id}/${place}/${event.name}`,
  }));
  const task = {
    id,
    name: run.name,
    type: "testing",
    comment: run.description,
    tags: [...run.tags, run.group],
    system_tags: ["development", "offline"],
    project_name: project,
    status: "created",
    last_iteration: events.at(-1)?.step ?? 0,
    hyperparams: toHyperparams(run),
    execution: { artifacts, parameters: {} },
    script: {},
    offline_folder: `/${id}`,
    version: "0.1",
  };
  const told = events.flatMap((event) => toEvents(id, event));
  const isLog = ({ type }: JsonObject) => type === "log";
  const zip = zipSync({
    "task.json": toBytes(task),
    // A line is a list of events.
    "metrics.jsonl": toBytes(told.filter((event) => !isLog(event)), "\n"),
    "log.jsonl": toBytes(told.filter(isLog), "\n"),
    ...Object.fromEntries(files.map(({ event, bytes }) => [`${place}/${event.name}`, bytes])),
  });
  const folder = `${context.folder}/clearml`;
  await Deno.mkdir(folder, { recursive: true });
  await Deno.writeFile(`${folder}/${id}.zip`, zip);
  return `${folder}/${id}.zip`;
}

function toEvents(task: string, event: TrackerEvent): JsonObject[] {
  if (event.kind === "figures") return toScalarEvents(task, event);
  if (event.kind === "summary") return toSummaryEvents(task, event);
  return event.kind === "table" ? [toTableEvent(task, event)] : [];
}

async function load(event: FileEvent, { folder }: TrackerContext): Promise<{ event: FileEvent; bytes: Uint8Array }> {
  return { event, bytes: await Deno.readFile(`${folder}/${event.path}`) };
}

/** The importer wants 32 hex digits. */
function toHex(id: string): string {
  return Buffer.from(id).toString("hex").padEnd(32, "0").slice(0, 32);
}

function toBytes(value: unknown, end = ""): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value) + end);
}
