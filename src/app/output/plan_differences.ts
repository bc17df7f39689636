import type { RunPlan } from "../../config/run_plan.ts";
import { toLoadShape } from "../step/load_shape.ts";
import { isJsonObject, type JsonObject } from "../../core/json.ts";

/** Where results go, and how the run is watched, does not make another run. */
const FREE_KEYS: readonly string[] = [
  "outputs_dir",
  "no_timestamp",
  "name",
  "debug",
  "enable_progress_tracker",
  "log_every_n_query",
  "db_commit_interval",
  "no_test_connection",
  "api_key",
  "headers",
];

/** The load of a trial is chosen by the search. */
const SEARCHED_KEYS: readonly string[] = ["parallel", "rate", "number"];

/** What an earlier run has written of a step; anything but an object: it has not. */
export interface KeptSettings {
  readonly args: unknown;
  readonly shape: unknown;
}

/** Says in which settings an earlier step was another than the one that is planned now; empty: in none. */
export function describeDifferences(
  before: KeptSettings,
  { plan, args }: { readonly plan: RunPlan; readonly args: JsonObject },
): string[] {
  const free = new Set(plan.sla === null ? FREE_KEYS : [...FREE_KEYS, ...SEARCHED_KEYS]);
  return [...compare(before.args, args, free), ...compare(before.shape, toLoadShape(plan), free)];
}

function compare(before: unknown, now: JsonObject, free: ReadonlySet<string>): string[] {
  if (!isJsonObject(before)) return [];
  const keys = new Set([...Object.keys(before), ...Object.keys(now)]);
  return [...keys]
    .filter((key) => !free.has(key) && JSON.stringify(before[key]) !== JSON.stringify(now[key]))
    .map((key) => `${key} was ${JSON.stringify(before[key])}, is ${JSON.stringify(now[key])}`);
}
