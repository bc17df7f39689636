import { type Words, words } from "../../core/words.ts";
import { join } from "node:path";
import { isThere } from "../../core/files.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../../core/json.ts";
import { STEP_ENDINGS } from "../../core/sink.ts";
import { createAccumulator } from "../../metrics/accumulator.ts";
import {
  DISTRIBUTION_IDS,
  type DistributionId,
  METRIC_CATALOG,
  SCALAR_IDS,
  type ScalarId,
} from "../../metrics/catalog.ts";
import type { DistributionSummary, Percentile, StepMetrics } from "../../metrics/step_metrics.ts";
import { PERCENTILES } from "../../metrics/step_metrics.ts";
import { DATABASE_NAME } from "../files/run_folder.ts";
import type { ReportPoint } from "../model/report_model.ts";
import { readJsonFile } from "./json_file.ts";
import { readRecords, readRunInfo } from "./stored_records.ts";

/** The files of a point that make a folder one. */
export const POINT_FILES: readonly string[] = [DATABASE_NAME, "benchmark_summary.json"];

/**
 * Makes a point from the files in its folder alone, of a run of `evalscope perf` or of one of ours that was killed: its
 * figures are computed from its database, else taken as they are stated. Says what it lacks.
 */
export async function rebuildPoint(folder: string, name: string, missing: Words[]): Promise<ReportPoint> {
  const args = await readObject(join(folder, "benchmark_args.json"));
  const summary = await readObject(join(folder, "benchmark_summary.json"));
  const path = join(folder, DATABASE_NAME);
  const hasDatabase = await isThere(path);
  const info: ReadonlyMap<string, string> = hasDatabase ? readRunInfo(path) : new Map();
  const metrics = hasDatabase ? computeMetrics(path, { args, isForeign: info.size === 0 }) : null;
  const rows = metrics === null ? await readJsonFile(join(folder, "benchmark_percentile.json")) : null;
  if (metrics === null) {
    missing.push(words(
      `${name} has no database: its figures are those of its summary`,
      `${name} 没有数据库：其数据取自汇总文件`,
    ));
  }
  return {
    name,
    parallel: positive(args["parallel"]),
    rate: positive(args["rate"]),
    number: positive(args["number"]),
    ending: endingOf(info, summary),
    startedAt: null,
    scalars: { ...statedScalars(summary), ...knownScalars(metrics) },
    distributions: metrics?.distributions ?? statedDistributions(summary, Array.isArray(rows) ? rows : []),
    failures: metrics?.failures ?? [],
    finishReasons: metrics?.finishReasons ?? {},
    groups: metrics?.groups ?? [],
    goodput: metrics?.goodput ?? null,
    stages: metrics?.stages ?? null,
    steady: metrics?.steady ?? null,
    series: metrics?.series ?? null,
    conversations: metrics?.traces ?? null,
    peers: null,
    validity: null,
    health: null,
    warnings: [],
    args,
    details: null,
    service: null,
    host: null,
    clientError: null,
  };
}

/** What `evalscope perf` does not keep and would come out as 0. */
const OWN_DISTRIBUTIONS: readonly DistributionId[] = ["send_lag", "dispatch_lag", "response_time", "response_ttft"];
const OWN_SCALARS: readonly ScalarId[] = ["late_starts", "joined_event_share"];

function computeMetrics(
  path: string,
  { args, isForeign }: { readonly args: JsonObject; readonly isForeign: boolean },
): Figures {
  const accumulator = createAccumulator({ isMultiTurn: !isForeign && args["multi_turn"] === true });
  let hasBegun = false;
  for (const record of readRecords(path)) {
    // The first rows are of the first requests: when the load began was not written down.
    if (!hasBegun) accumulator.beginAt(record.times.sentAtMs);
    hasBegun = true;
    accumulator.add(record);
  }
  const metrics = accumulator.finish();
  if (!isForeign) return metrics;
  return {
    ...metrics,
    scalars: leaveOut(metrics.scalars, OWN_SCALARS),
    distributions: leaveOut(metrics.distributions, OWN_DISTRIBUTIONS),
  };
}

/** Metrics of which some are not known. */
type Figures = Omit<StepMetrics, "scalars" | "distributions"> & Pick<ReportPoint, "scalars" | "distributions">;

function leaveOut<Id extends string, Value>(
  all: Readonly<Record<Id, Value>>,
  ids: readonly Id[],
): Partial<Record<Id, Value>> {
  const kept = Object.entries<Value>(all).filter(([id]) => !ids.includes(id as Id));
  return Object.fromEntries(kept) as Partial<Record<Id, Value>>;
}

/** A run that wrote no ending was killed; `evalscope perf` writes none. */
function endingOf(info: ReadonlyMap<string, string>, summary: JsonObject): string {
  const ending = STEP_ENDINGS.find((known) => known === info.get("ending"));
  if (ending !== undefined) return ending;
  return info.size === 0 && Object.keys(summary).length > 0 ? "complete" : "killed";
}

function knownScalars(metrics: Figures | null): ReportPoint["scalars"] {
  const known = Object.entries(metrics?.scalars ?? {}).filter(([, value]) => value !== null);
  return Object.fromEntries(known);
}

function statedScalars(summary: JsonObject): ReportPoint["scalars"] {
  const stated: [ScalarId, number | null][] = [];
  for (const id of SCALAR_IDS) {
    const { evalscopeKey } = METRIC_CATALOG[id];
    const value = evalscopeKey === undefined ? undefined : summary[evalscopeKey];
    if (typeof value === "number" && value >= 0) stated.push([id, value]);
  }
  return Object.fromEntries(stated);
}

function statedDistributions(summary: JsonObject, rows: readonly JsonValue[]): ReportPoint["distributions"] {
  const labels = new Map(rows.filter(isJsonObject).map((row) => [String(row["Percentiles"]), row]));
  const stated = DISTRIBUTION_IDS.flatMap((id) => {
    const { evalscopeKey, evalscopeMeanKey } = METRIC_CATALOG[id];
    const mean = evalscopeMeanKey === undefined ? null : numberOf(summary[evalscopeMeanKey]);
    const at = (label: string) => evalscopeKey === undefined ? null : numberOf(labels.get(label)?.[evalscopeKey]);
    const entries = PERCENTILES.map((percentile) => [percentile, at(`${percentile}%`)] as const);
    if (mean === null && entries.every(([, value]) => value === null)) return [];
    const percentiles = Object.fromEntries(entries) as Record<Percentile, number | null>;
    const counted = numberOf(summary["Success Requests"]) ?? 0;
    const distribution: DistributionSummary = {
      count: counted,
      mean,
      standardDeviation: null,
      min: at("min"),
      max: at("max"),
      percentiles,
      isExact: false,
    };
    return [[id, distribution] as const];
  });
  return Object.fromEntries(stated);
}

async function readObject(path: string): Promise<JsonObject> {
  const value = await readJsonFile(path);
  return isJsonObject(value) ? value : {};
}

/** The reference writes −1 for what is not set. */
function positive(value: JsonValue | undefined): number | null {
  const number = numberOf(value);
  return number === null || number <= 0 ? null : number;
}

function numberOf(value: JsonValue | undefined): number | null {
  return typeof value === "number" ? value : null;
}
