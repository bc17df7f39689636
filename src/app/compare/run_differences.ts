import type { JsonObject } from "../../core/json.ts";
import type { ReportModel } from "../../report/model/report_model.ts";

/** Arguments that say where a run was and how it was watched, not what was sent. */
const NOT_THE_WORKLOAD: ReadonlySet<string> = new Set([
  "outputs_dir",
  "no_timestamp",
  "name",
  "url",
  "api_key",
  "headers",
  "port",
  "debug",
  "enable_progress_tracker",
  "log_every_n_query",
  "db_commit_interval",
  "no_test_connection",
  "sleep_interval",
  "model",
  "model_id",
  "parallel",
  "number",
  "rate",
  "seed",
  "visualizer",
]);

/** Says what makes two runs hard to compare; empty: nothing that is known. */
export function describeDifferences(base: ReportModel, next: ReportModel): string[] {
  return [...describeWorkloads(base, next), ...describeMachines(base, next), ...describePrograms(base, next)];
}

function describeWorkloads(base: ReportModel, next: ReportModel): string[] {
  const differing = compareArguments(base.args, next.args);
  if (differing.length > 0) return [`These are different workloads: ${differing.join("; ")}`];
  const [one, other] = [base.context.workloadHash, next.context.workloadHash];
  if (one === null || other === null) {
    return ["Whether both sent the same cannot be told: there is no hash of the workload in both"];
  }
  if (one === other) return [];
  const seeds = base.context.seed === next.context.seed ? "" : ` (seed ${base.context.seed} and ${next.context.seed})`;
  return [`What was sent is not the same, though it was drawn by the same rules${seeds}: give both the same --seed`];
}

function compareArguments(base: JsonObject, next: JsonObject): string[] {
  const keys = Object.keys(base).filter((key) => key in next && !NOT_THE_WORKLOAD.has(key));
  return keys.filter((key) => JSON.stringify(base[key]) !== JSON.stringify(next[key])).map((key) =>
    `${key} ${JSON.stringify(base[key])} and ${JSON.stringify(next[key])}`
  );
}

const MACHINE_KEYS = ["os", "arch", "cores"] as const;

function describeMachines(base: ReportModel, next: ReportModel): string[] {
  const differing = MACHINE_KEYS.filter((key) => base.environment[key] !== next.environment[key]);
  if (base.source !== next.source || differing.length === 0) return [];
  const show = ({ environment }: ReportModel) => MACHINE_KEYS.map((key) => environment[key] ?? "?").join(" ");
  return [`The clients were different machines: ${show(base)} and ${show(next)}`];
}

function describePrograms(base: ReportModel, next: ReportModel): string[] {
  if (base.source === next.source) return [];
  return [`Different programs measured: ${base.source} and ${next.source}`];
}
