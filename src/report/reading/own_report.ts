import { same, type Words, words } from "../../core/words.ts";
import { basename, join } from "node:path";
import { DataError } from "../../core/errors.ts";
import { isJsonObject, type JsonObject, type JsonValue, textOf } from "../../core/json.ts";
import { isThere } from "../../core/files.ts";
import { DATABASE_NAME, TRIALS_FOLDER } from "../files/run_folder.ts";
import { compareDefinitions } from "../../metrics/peers/peer_tally.ts";
import type { PeerName } from "../../metrics/peers/peer_rules.ts";
import type { RunJson } from "../files/run_json.ts";
import type { ReportModel, ReportPoint, ReportSearch, ReportTrial } from "../model/report_model.ts";
import { toReportPoint } from "../model/report_point.ts";
import { SLA_SEARCH_NAME } from "../sla/sla_summary_json.ts";
import { collectDetails } from "./point_details.ts";
import { addWatches } from "./point_watch.ts";
import { openRequestTable } from "./request_rows.ts";
import { readJsonFile } from "./json_file.ts";
import { type PointPlace, readRunCommand } from "./run_command.ts";
import { toStepResult } from "./stored_result.ts";
import { readRecords, readRunInfo } from "./stored_records.ts";

/** What is read of the database of each point. */
export interface PointWish {
  /** `false`: single requests are not looked at, which takes no time. */
  readonly withDetails: boolean;
  /** Tools by whose rules the requests are read; none: what the run itself was asked for stays. */
  readonly definitions?: readonly PeerName[];
}

/** Makes the report of a run of this program from its `run.json` and, if wanted, the databases beside it. */
export async function toOwnReport(
  run: RunJson,
  folder: string,
  wish: PointWish = { withDetails: true },
): Promise<ReportModel> {
  const { context, environment } = run;
  const missing: Words[] = [];
  const points: ReportPoint[] = [];
  const places: PointPlace[] = [];
  for (const step of run.steps) {
    const point = toReportPoint(toStepResult(step));
    const place = await findPoint(folder, basename(step.folder) || step.name);
    places.push({ folder: place, args: step.args });
    points.push(await addPointParts(point, place, { missing, ...wish }));
  }
  return {
    source: "streamgauge",
    name: basename(folder),
    folder,
    context: { ...context, transport: toTransport(context), command: await readRunCommand(folder, places) },
    environment: Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, String(value)])),
    args: run.steps[0]?.args ?? {},
    points,
    search: await readSearch(folder),
    missing,
  };
}

function toTransport({ transport, transportZh }: RunJson["context"]): Words | null {
  return transport === null ? null : words(transport, transportZh ?? transport);
}

/** The folder of a point in that of its run, which may have been moved since. */
async function findPoint(folder: string, name: string): Promise<string> {
  const trial = join(folder, TRIALS_FOLDER, name);
  return await isThere(trial) ? trial : join(folder, name);
}

/** The database of a point; `null`: it has none. The folder may be that of the point itself. */
export async function findDatabase(folder: string, name: string): Promise<string | null> {
  for (const path of [join(await findPoint(folder, name), DATABASE_NAME), join(folder, DATABASE_NAME)]) {
    if (await isThere(path)) return path;
  }
  return null;
}

/** Adds what is wanted of a point's database; says what cannot be told. */
export async function addPointParts(
  point: ReportPoint,
  folder: string,
  { missing, withDetails, definitions = [] }: PointWish & { readonly missing: Words[] },
): Promise<ReportPoint> {
  const detailed = withDetails ? await addWatches(await addDetails(point, folder, missing), folder, missing) : point;
  return definitions.length === 0 ? detailed : await addPeers(detailed, folder, { missing, definitions });
}

const NO_EVENT_KINDS = words(
  "The database of evalscope perf has no kinds of events",
  "evalscope perf 的数据库没有事件类型",
);

/** Reads the requests of a point by the rules of other tools. */
async function addPeers(
  point: ReportPoint,
  folder: string,
  { missing, definitions }: { readonly missing: Words[]; readonly definitions: readonly PeerName[] },
): Promise<ReportPoint> {
  const path = join(folder, DATABASE_NAME);
  const refuse = ({ en, zh }: Words): ReportPoint => {
    missing.push(words(
      `${en}: ${point.name} cannot be read by the rules of other tools`,
      `${zh}：${point.name} 无法按其他工具的口径读取`,
    ));
    return point;
  };
  if (!await isThere(path)) return refuse(words("There is no database", "没有数据库"));
  try {
    // Rules differ in what they do with roles, empty events and usage: evalscope's database has times alone.
    if (readRunInfo(path).size === 0) return refuse(NO_EVENT_KINDS);
    return { ...point, peers: compareDefinitions(readRecords(path), definitions) };
  } catch (cause) {
    if (!(cause instanceof DataError)) throw cause;
    return refuse(same(cause.message));
  }
}

/** Adds what single requests tell of a point; says where they cannot be read. */
async function addDetails(point: ReportPoint, folder: string, missing: Words[]): Promise<ReportPoint> {
  const path = join(folder, DATABASE_NAME);
  if (!await isThere(path)) {
    missing.push(words(
      `The database of ${point.name} is not there: nothing is shown of single requests`,
      `${point.name} 的数据库不存在：不显示单个请求的情况`,
    ));
    return point;
  }
  try {
    using table = openRequestTable(path);
    return { ...point, details: collectDetails(table) };
  } catch (cause) {
    if (!(cause instanceof DataError)) throw cause;
    missing.push(words(
      `${cause.message}: nothing is shown of single requests of ${point.name}`,
      `${cause.message}：不显示 ${point.name} 单个请求的情况`,
    ));
    return point;
  }
}

/** Reads what a search found; `null`: there was none. */
export async function readSearch(folder: string): Promise<ReportSearch | null> {
  const file = await readJsonFile(join(folder, SLA_SEARCH_NAME));
  return isJsonObject(file) ? toSearch(file) : null;
}

function toSearch(own: JsonObject): ReportSearch {
  const confidence = objectOf(own["confidence_interval"]);
  const groups = listOf(own["criteria"]).map((group) => listOf(group).map(objectOf));
  const objective = groups.flat().find(isObjective);
  return {
    variable: own["variable"] === "rate" ? "rate" : "parallel",
    limits: groups.map((group) => group.filter((one) => !isObjective(one)).map((one) => wordsOf(one, "text"))),
    objective: objective === undefined ? null : wordsOf(objective, "text"),
    winner: numberOf(objectOf(own["winner"])["value"]),
    low: numberOf(confidence["low"]),
    high: numberOf(confidence["high"]),
    sentence: wordsOf(objectOf(own["ended_by"]), "sentence"),
    trials: listOf(own["steps"]).map((step) => toTrial(objectOf(step))),
  };
}

/** A criterion that asks for the most or the least of something. */
function isObjective({ operator }: JsonObject): boolean {
  return operator === "max" || operator === "min";
}

function toTrial(step: JsonObject): ReportTrial {
  return {
    value: numberOf(step["value"]) ?? 0,
    verdict: textOf(step["verdict"]),
    reason: textOf(step["reason"]),
    outcome: textOf(step["outcome"]),
  };
}

function objectOf(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}

function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? value : [];
}

/** A text and its Chinese one beside it; files of older versions have the English one alone. */
function wordsOf(object: JsonObject, name: string): Words {
  const en = textOf(object[name]);
  const zh = object[`${name}_zh`];
  return words(en, typeof zh === "string" ? zh : en);
}

function numberOf(value: JsonValue | undefined): number | null {
  return typeof value === "number" ? value : null;
}
