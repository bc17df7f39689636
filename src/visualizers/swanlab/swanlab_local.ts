import { hostname } from "node:os";
import type { JsonObject } from "../../core/json.ts";
import { type LocalRun, type Point, toLocalRun } from "./local_run.ts";
import type { TrackerContext, TrackerJournal } from "../tracker.ts";
import { addToDashboard } from "./swanlab_dashboard.ts";
import { encodeSwanlabRecords } from "./swanlab_records.ts";
import { CLIENT_VERSION, toProfileConfig, toTableFile } from "./swanlab_values.ts";

/** A file of the log holds so many points, and is named by the last one it could hold. */
const POINTS_A_FILE = 1000;

/** Writes a run for `swanlab watch` and `swanlab sync`; gives its folder. */
export async function writeSwanlabRun(
  journal: TrackerJournal,
  { context, project }: { context: TrackerContext; project: string },
): Promise<string> {
  const { run } = journal;
  const stamp = new Date(run.startedAtMs).toISOString().replaceAll(/[-:]/g, "").replace("T", "_").slice(0, 15);
  const name = `run-${stamp}-${run.id}`;
  const logs = `${context.folder}/swanlog`;
  const folder = `${logs}/${name}`;
  const local = toLocalRun(journal);
  await writeTexts(folder, {
    "files/config.yaml": toText(toProfileConfig(run)), // JSON is YAML as well.
    "files/swanlab-metadata.json": toText({
      _version: 2,
      runtime: { hostname: hostname() },
      swanlab: { version: CLIENT_VERSION, run_dir: folder },
    }),
    "files/requirements.txt": "",
    [`console/${new Date(run.startedAtMs).toISOString().slice(0, 10)}.log`]: local.texts.map((each) =>
      `${each.join(": ")}\n`
    ).join(""),
    ...toSeriesFiles(local),
    ...toTextFiles(local),
  });
  for (const table of local.tables) await writeBytes(`${folder}/media/echarts`, toTableFile(table));
  for (const { name: file, path } of local.files) {
    await writeBytes(`${folder}/files`, { name: file, bytes: await Deno.readFile(`${context.folder}/${path}`) });
  }
  await Deno.writeFile(`${folder}/run-${run.id}.swanlab`, encodeSwanlabRecords(run, local, { folder, project }));
  addToDashboard(`${logs}/runs.swanlab`, { run, local, project, folderName: name });
  return folder;
}

/** Folders are named by the place of their series: the dashboard's table looks them up by it. */
function toSeriesFiles({ series }: LocalRun): Record<string, string> {
  const files: Record<string, string> = {};
  for (const [place, points] of [...series.values()].entries()) {
    for (let at = 0; at < points.length; at += POINTS_A_FILE) {
      const lines = points.slice(at, at + POINTS_A_FILE).map(({ step, atMs, value }) =>
        `${toLine({ index: step, data: value, create_time: new Date(atMs).toISOString() })}\n`
      );
      files[`logs/${place}/${at + POINTS_A_FILE}.log`] = lines.join("");
    }
    files[`logs/${place}/_summary.json`] = toLine(summarise(points));
  }
  return files;
}

function summarise(points: readonly Point[]): JsonObject {
  const [first, ...others] = points;
  if (first === undefined) return { num: 0 };
  let [max, min] = [first, first];
  for (const point of others) {
    if (point.value > max.value) max = point;
    if (point.value < min.value) min = point;
  }
  return { max: max.value, max_step: max.step, min: min.value, min_step: min.step, num: points.length };
}

function toTextFiles({ series, texts, endedAtMs, lastStep }: LocalRun): Record<string, string> {
  const entries = texts.flatMap(([, text], index) => {
    const place = series.size + index;
    const line = { index: lastStep, data: [text], create_time: new Date(endedAtMs).toISOString(), more: [null] };
    return [
      [`logs/${place}/${POINTS_A_FILE}.log`, `${toLine(line)}\n`],
      [`logs/${place}/_summary.json`, toLine({ num: 1 })],
    ] as const;
  });
  return Object.fromEntries(entries);
}

function toText(value: JsonObject): string {
  return JSON.stringify(value, null, 1);
}

function toLine(value: JsonObject): string {
  return JSON.stringify(value);
}

async function writeTexts(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await Deno.mkdir(`${folder}/${path.split("/").slice(0, -1).join("/")}`, { recursive: true });
    await Deno.writeTextFile(`${folder}/${path}`, text);
  }
}

async function writeBytes(folder: string, { name, bytes }: { name: string; bytes: Uint8Array }): Promise<void> {
  await Deno.mkdir(folder, { recursive: true });
  await Deno.writeFile(`${folder}/${name}`, bytes);
}
