import { basename, join } from "node:path";
import { DataError } from "../../core/errors.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../../core/json.ts";
import { DATABASE_NAME, TRIALS_FOLDER } from "../files/run_folder.ts";
import type { RunJson } from "../files/run_json.ts";
import type { PointDetails, ReportModel, ReportPoint, ReportSearch, ReportTrial } from "../model/report_model.ts";
import { toReportPoint } from "../model/report_point.ts";
import { OWN_KEY } from "../sla/sla_summary_json.ts";
import { collectDetails } from "./point_details.ts";
import { openRequestTable } from "./request_rows.ts";
import { toStepResult } from "./run_reader.ts";

/** The file of a search. */
const SEARCH_NAME = "sla_summary.json";

/** Makes the report of a run of this program from its `run.json` and the databases beside it. */
export async function toOwnReport(run: RunJson, folder: string): Promise<ReportModel> {
  const { context, environment } = run;
  const missing: string[] = [];
  const points: ReportPoint[] = [];
  for (const step of run.steps) {
    const details = await readDetails(folder, basename(step.folder) || step.name, missing);
    points.push({ ...toReportPoint(toStepResult(step)), details });
  }
  return {
    source: "streamgauge",
    name: basename(folder),
    folder,
    context: { ...context, transport: null, command: null },
    environment: Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, String(value)])),
    args: run.steps[0]?.args ?? {},
    points,
    search: await readSearch(folder),
    missing,
  };
}

async function readDetails(folder: string, name: string, missing: string[]): Promise<PointDetails | null> {
  const candidates = [join(folder, name, DATABASE_NAME), join(folder, TRIALS_FOLDER, name, DATABASE_NAME)];
  const path = await firstThere(candidates);
  if (path === null) {
    missing.push(`The database of ${name} is not there: nothing is shown of single requests`);
    return null;
  }
  try {
    using table = openRequestTable(path);
    return collectDetails(table);
  } catch (cause) {
    if (!(cause instanceof DataError)) throw cause;
    missing.push(`${cause.message}: nothing is shown of single requests of ${name}`);
    return null;
  }
}

async function firstThere(paths: readonly string[]): Promise<string | null> {
  for (const path of paths) {
    if (await isFile(path)) return path;
  }
  return null;
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isFile;
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound || cause instanceof Deno.errors.NotADirectory) return false;
    throw cause;
  }
}

async function readSearch(folder: string): Promise<ReportSearch | null> {
  const path = join(folder, SEARCH_NAME);
  if (!(await isFile(path))) return null;
  const file: unknown = JSON.parse(await Deno.readTextFile(path));
  const own = isJsonObject(file) ? file[OWN_KEY] : undefined;
  return isJsonObject(own) ? toSearch(own) : null;
}

function toSearch(own: JsonObject): ReportSearch {
  const confidence = objectOf(own["confidence_interval"]);
  return {
    variable: own["variable"] === "rate" ? "rate" : "parallel",
    criteria: listOf(own["criteria"]).flatMap((group) => listOf(group).map((one) => textOf(objectOf(one)["text"]))),
    winner: numberOf(objectOf(own["winner"])["value"]),
    low: numberOf(confidence["low"]),
    high: numberOf(confidence["high"]),
    sentence: textOf(objectOf(own["ended_by"])["sentence"]),
    trials: listOf(own["steps"]).map((step) => toTrial(objectOf(step))),
  };
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

function textOf(value: JsonValue | undefined): string {
  return typeof value === "string" ? value : "";
}

function numberOf(value: JsonValue | undefined): number | null {
  return typeof value === "number" ? value : null;
}
