import { joinWords, SEMICOLON, type Words, words } from "../../core/words.ts";
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
export function describeDifferences(base: ReportModel, next: ReportModel): Words[] {
  return [...describeWorkloads(base, next), ...describeMachines(base, next), ...describePrograms(base, next)];
}

function describeWorkloads(base: ReportModel, next: ReportModel): Words[] {
  const differing = compareArguments(base.args, next.args);
  if (differing.length > 0) {
    const { en, zh } = joinWords(differing, SEMICOLON);
    return [words(`These are different workloads: ${en}`, `负载不同：${zh}`)];
  }
  const [one, other] = [base.context.workloadHash, next.context.workloadHash];
  if (one === null || other === null) {
    return [words(
      "Whether both sent the same cannot be told: there is no hash of the workload in both",
      "无法得知二者发送的内容是否相同：并非都有负载摘要",
    )];
  }
  if (one === other) return [];
  const [seed, otherSeed] = [base.context.seed, next.context.seed];
  const seeds = seed === otherSeed
    ? words("", "")
    : words(` (seed ${seed} and ${otherSeed})`, `（种子 ${seed} 与 ${otherSeed}）`);
  return [words(
    `What was sent is not the same, though it was drawn by the same rules${seeds.en}: give both the same --seed`,
    `发送的内容不同，尽管生成规则相同${seeds.zh}：请给二者相同的 --seed`,
  )];
}

function compareArguments(base: JsonObject, next: JsonObject): Words[] {
  const keys = Object.keys(base).filter((key) => key in next && !NOT_THE_WORKLOAD.has(key));
  return keys.filter((key) => JSON.stringify(base[key]) !== JSON.stringify(next[key])).map((key) => {
    const [one, other] = [JSON.stringify(base[key]), JSON.stringify(next[key])];
    return words(`${key} ${one} and ${other}`, `${key} ${one} 与 ${other}`);
  });
}

const MACHINE_KEYS = ["os", "arch", "cores"] as const;

function describeMachines(base: ReportModel, next: ReportModel): Words[] {
  const differing = MACHINE_KEYS.filter((key) => base.environment[key] !== next.environment[key]);
  if (base.source !== next.source || differing.length === 0) return [];
  const show = ({ environment }: ReportModel) => MACHINE_KEYS.map((key) => environment[key] ?? "?").join(" ");
  return [words(
    `The clients were different machines: ${show(base)} and ${show(next)}`,
    `客户端是不同的机器：${show(base)} 与 ${show(next)}`,
  )];
}

function describePrograms(base: ReportModel, next: ReportModel): Words[] {
  if (base.source === next.source) return [];
  return [words(
    `Different programs measured: ${base.source} and ${next.source}`,
    `测量程序不同：${base.source} 与 ${next.source}`,
  )];
}
