/**
 * Finds runs in folders and reads them, whoever wrote them: this program, to the end or killed on the way, or
 * `evalscope perf`.
 */
import { type Words, words } from "../../core/words.ts";
import { basename, join, resolve } from "node:path";
import { DataError, reasonOf } from "../../core/errors.ts";
import { isThere } from "../../core/files.ts";
import { RUN_NAME } from "../../core/run_name.ts";
import type { JsonObject } from "../../core/json.ts";
import { DATABASE_NAME, TRIALS_FOLDER } from "../files/run_folder.ts";
import type { ReportContext, ReportModel, ReportPoint } from "../model/report_model.ts";
import { addPointParts, type PointWish, readSearch, toOwnReport } from "./own_report.ts";
import { POINT_FILES, rebuildPoint } from "./rebuilt_point.ts";
import { readRunCommand } from "./run_command.ts";
import { readRunOf } from "./run_reader.ts";
import { readRunInfo } from "./stored_records.ts";

/** How much of a run is read. */
export type ReadOptions = PointWish;

/** Folders of outputs hold runs at most so deep: time, then model. */
const MOST_LEVELS = 2;
/** What `--resume` moved aside is no point of the run. */
const BROKEN_OFF = /_broken_off_\d+$/;

/** Finds the folders of runs in a folder: itself, or below it; the oldest first, by their names. */
export async function findRuns(folder: string): Promise<string[]> {
  return await findBelow(folder, MOST_LEVELS);
}

async function findBelow(folder: string, levels: number): Promise<string[]> {
  if (await isRun(folder)) return [folder];
  if (levels === 0) return [];
  const found: string[] = [];
  for (const name of await foldersIn(folder)) found.push(...await findBelow(join(folder, name), levels - 1));
  return found;
}

async function isRun(folder: string): Promise<boolean> {
  if (await isThere(join(folder, RUN_NAME))) return true;
  return (await pointsIn(folder)).length > 0 || (await pointsIn(join(folder, TRIALS_FOLDER))).length > 0;
}

/** Reads the run in a folder; a folder of one point is a run of that point. Throws a `DataError` where there is none. */
export async function readReport(given: string, options: ReadOptions): Promise<ReportModel> {
  const folder = resolve(given);
  const run = await readRunOf(folder);
  if (run !== null) return await withKilledPoints(await toOwnReport(run, folder, options), options);
  const missing: Words[] = [];
  const folders = await pointFolders(folder);
  const points = await rebuildAll(folders, { missing, ...options });
  if (points.length === 0) {
    throw new DataError(`Cannot find a run in "${given}"`, {
      hint: `A run has ${RUN_NAME}, or folders of its points with ${POINT_FILES.join(" or ")}`,
    });
  }
  const places = points.map(({ args }, index) => ({ folder: folders[index] ?? folder, args }));
  return await toRebuiltReport(folder, { points, command: await readRunCommand(folder, places), missing });
}

/** Points of a run that was killed stand in no `run.json`. */
async function withKilledPoints(model: ReportModel, options: ReadOptions): Promise<ReportModel> {
  const known = new Set(model.points.map(({ name }) => name));
  const killed = (await pointFolders(model.folder)).filter((path) => !known.has(basename(path)));
  if (killed.length === 0) return model;
  const missing = [...model.missing];
  const points = [...model.points, ...await rebuildAll(killed, { missing, ...options })];
  return { ...model, points, missing, context: { ...model.context, isPartial: true } };
}

async function rebuildAll(
  folders: readonly string[],
  { missing, ...options }: ReadOptions & { readonly missing: Words[] },
): Promise<ReportPoint[]> {
  const points: ReportPoint[] = [];
  for (const folder of folders) {
    const point = await rebuildPoint(folder, basename(folder), missing);
    points.push(await addPointParts(point, folder, { missing, ...options }));
  }
  return points;
}

async function toRebuiltReport(
  folder: string,
  { points, command, missing }: Pick<ReportModel, "points" | "missing"> & Pick<ReportContext, "command">,
): Promise<ReportModel> {
  const args = points[0]?.args ?? {};
  const info = await findInfo(folder, points);
  const isOwn = info.size > 0;
  return {
    source: isOwn ? "streamgauge" : "evalscope",
    name: basename(folder),
    folder,
    context: { ...toContext(args, info, points), command },
    environment: isOwn ? { streamgaugeVersion: info.get("streamgauge_version") ?? "" } : {},
    args,
    points,
    search: await readSearch(folder),
    missing: [
      isOwn ? KILLED : NOT_KEPT,
      ...missing,
    ],
  };
}

const KILLED = words(
  "The run was killed before it wrote its results: they were computed from the databases",
  "运行在写出结果之前被终止：结果由数据库计算得出",
);
const NOT_KEPT = words(
  "evalscope perf keeps neither the client's health nor reasons of failures",
  "evalscope perf 既不保存客户端的状态，也不保存失败的原因",
);

async function findInfo(folder: string, points: readonly ReportPoint[]): Promise<ReadonlyMap<string, string>> {
  for (const { name } of points) {
    for (const path of [join(folder, name), join(folder, TRIALS_FOLDER, name), folder]) {
      const database = join(path, DATABASE_NAME);
      if (await isThere(database)) return readRunInfo(database);
    }
  }
  return new Map();
}

function toContext(
  args: JsonObject,
  info: ReadonlyMap<string, string>,
  points: readonly ReportPoint[],
): ReportContext {
  const text = (key: string) => typeof args[key] === "string" ? args[key] : null;
  const transport = info.get("transport");
  const seed = Number(info.get("seed") ?? args["seed"]);
  return {
    model: text("model") ?? "",
    dataset: text("prompt") === null ? text("dataset") : "prompt",
    api: text("api"),
    url: Array.isArray(args["url"]) ? args["url"].join(", ") : text("url"),
    startedAt: info.get("origin_wall_time") ?? null,
    seed: args["seed"] === null && !info.has("seed") ? null : Number.isFinite(seed) ? seed : null,
    workloadHash: null,
    tokenizer: null,
    isPartial: points.some(({ ending }) => ending === "killed"),
    transport: transport === undefined ? null : words(transport, info.get("transport_zh") ?? transport),
    command: null,
  };
}

/** The folders of the points of a run, in the order of their loads. */
async function pointFolders(folder: string): Promise<string[]> {
  if (await isPoint(folder)) return [folder];
  const points = [
    ...(await pointsIn(folder)).map((name) => join(folder, name)),
    ...(await pointsIn(join(folder, TRIALS_FOLDER))).map((name) => join(folder, TRIALS_FOLDER, name)),
  ];
  return points.toSorted((a, b) => basename(a).localeCompare(basename(b), "en", { numeric: true }));
}

async function pointsIn(folder: string): Promise<string[]> {
  const points: string[] = [];
  for (const name of await foldersIn(folder)) {
    if (!BROKEN_OFF.test(name) && await isPoint(join(folder, name))) points.push(name);
  }
  return points;
}

async function isPoint(folder: string): Promise<boolean> {
  for (const name of POINT_FILES) {
    if (await isThere(join(folder, name))) return true;
  }
  return false;
}

async function foldersIn(folder: string): Promise<string[]> {
  if (!await isThere(folder)) return [];
  try {
    const entries = await Array.fromAsync(Deno.readDir(folder));
    return entries.filter(({ isDirectory }) => isDirectory).map(({ name }) => name).sort();
  } catch (cause) {
    throw new DataError(`Cannot read "${folder}": ${reasonOf(cause)}`, {
      cause,
    });
  }
}
