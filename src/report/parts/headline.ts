import type { StageMetrics } from "../../metrics/step_metrics.ts";
import type { ReportPoint, ReportSearch } from "../model/report_model.ts";
import { findKnee, type Knee, type LoadAxis, loadAxisOf, meanOf, percentileOf, scalarOf } from "./load_points.ts";
import { groupSetting } from "../../core/grouped_number.ts";
import { formatNumber } from "../text/number_text.ts";
import { joinWords, same, SEMICOLON, type Words, words } from "../../core/words.ts";

interface Shown {
  readonly points: readonly ReportPoint[];
  readonly search: ReportSearch | null;
}

/** The one sentence that answers what a run was made for. */
export function headlineOf({ points, search }: Shown): Words {
  const client = clientPart(points);
  if (search !== null) return joined([searchPart(search), client]);
  const total = sum(points, "total_requests");
  const failed = sum(points, "failed_requests");
  if (total === 0) return words("No request was sent", "没有发送任何请求");
  if (failed === total) return words(`All ${count(total)} requests failed`, `全部 ${count(total)} 个请求均失败`);
  const knee = findKnee(points);
  const figures = knee === null ? pointPart(points) : kneePart(knee, loadAxisOf(points));
  return joined([figures, failurePart(failed, total), client]);
}

function kneePart({ load, points, isLast }: Knee, axis: LoadAxis): Words {
  const [shown, at] = [figures(points), groupSetting(load)];
  const best = axis === "rate"
    ? words(`Best at ${at} req/s asked: ${shown.en}`, `最佳请求速率 ${at} req/s：${shown.zh}`)
    : words(`Best at ${at} at once: ${shown.en}`, `最佳并发 ${at}：${shown.zh}`);
  const beyond = isLast
    ? words("throughput was still growing at the highest load", "最高负载下吞吐仍在增长")
    : words("above it throughput no longer grows", "更高负载下吞吐不再增长");
  return joined([best, beyond]);
}

/** The last load at which anything succeeded. */
function pointPart(points: readonly ReportPoint[]): Words {
  const point = points.findLast((one) => (scalarOf(one, "success_requests") ?? 0) > 0);
  if (point === undefined) return words("Nothing was measured", "没有测量结果");
  const load = stagesPart(point.stages ?? []) ??
    (point.parallel === null
      ? ratePart(point.rate)
      : words(`With ${groupSetting(point.parallel)} at once`, `并发 ${groupSetting(point.parallel)}`));
  const { en, zh } = figures(points.filter(({ parallel, rate }) => parallel === point.parallel && rate === point.rate));
  return words(`${load.en}: ${en}`, `${load.zh}：${zh}`);
}

function ratePart(rate: number | null): Words {
  return rate === null
    ? words("At an unlimited number of req/s", "请求速率不限")
    : words(`At ${groupSetting(rate)} req/s`, `请求速率 ${groupSetting(rate)}`);
}

/** What a load that changes went through; `null`: it does not change. */
function stagesPart(stages: readonly StageMetrics[]): Words | null {
  const loads = stages.flatMap(({ load }) => load === null ? [] : [load]);
  const [first] = loads;
  if (first === undefined) return null;
  const ends = loads.flatMap(({ from, to }) => [from, to]);
  const [low, high] = [groupSetting(Math.min(...ends)), groupSetting(Math.max(...ends))];
  if (low === high) return null;
  return first.variable === "rate"
    ? words(`Over stages of ${low} to ${high} req/s`, `阶段请求速率 ${low}–${high} req/s`)
    : words(`Over stages of ${low} to ${high} at once`, `阶段并发 ${low}–${high}`);
}

/** The figures of a load; of several runs their means. */
function figures(points: readonly ReportPoint[]): Words {
  const mean = (id: "request_throughput" | "output_throughput") => meanOf(points, (point) => scalarOf(point, id));
  const p99 = (id: "ttft" | "latency") => meanOf(points, (point) => percentileOf(point, id, 99));
  const rps = formatNumber(mean("request_throughput"), 2);
  const tps = formatNumber(mean("output_throughput"), 1);
  const [ttft, latency] = [p99("ttft"), p99("latency")];
  const wait = ttft !== null
    ? same(`TTFT p99 ${formatNumber(ttft, 1)} ms`)
    : latency === null
    ? null
    : words(`latency p99 ${formatNumber(latency, 3)} s`, `延迟 p99 ${formatNumber(latency, 3)} s`);
  const rates = [`${rps} req/s`, ...(tps === "—" || tps === "0.0" ? [] : [`${tps} tok/s`])].map(same);
  const { en, zh } = joinWords([...rates, ...(wait === null ? [] : [wait])], words(", ", "，"));
  const runs = points.length;
  return runs === 1 ? words(en, zh) : words(`${en} (means of ${runs} runs)`, `${zh}（${runs} 次运行的平均）`);
}

function searchPart(search: ReportSearch): Words {
  const { variable, winner, objective, sentence } = search;
  if (winner === null) return sentence;
  const [within, range] = [withinPart(search), rangePart(search)];
  const carried = groupSetting(winner);
  const load = variable === "rate"
    ? words(`${carried} req/s`, `${carried} req/s`)
    : words(`${carried} users at once`, `${carried} 个并发用户`);
  return objective === null
    ? words(`Carries ${load.en}${within.en}${range.en}`, `${within.zh}可承载 ${load.zh}${range.zh}`)
    : words(
      `${load.en} bring the ${objective.en}${within.en}${range.en}`,
      `${within.zh}${load.zh}下${objective.zh}${range.zh}`,
    );
}

/** What was to be kept: all of one group. */
function withinPart({ limits }: ReportSearch): Words {
  const groups = limits.filter((group) => group.length > 0).map((group) => joinWords(group, words(" and ", " 且 ")));
  if (groups.length === 0) return same("");
  const { en, zh } = joinWords(groups, words(", or ", "，或 "));
  return words(` within ${en}`, `满足 ${zh} 时`);
}

/** Between which loads the answer lies at 95 %; an end is open where no load beyond it is sure. */
function rangePart({ low, high, winner, objective, trials }: ReportSearch): Words {
  if (low === null && high === null) return same("");
  const [lowest, highest] = [low, high].map((end) => end === null ? null : groupSetting(end));
  if (low !== null && high !== null) {
    return words(` (${lowest} … ${highest} at 95 %)`, `（95 % 区间 ${lowest} … ${highest}）`);
  }
  const worse = objective === null ? words("fails", "不达标") : words("is worse", "更差");
  if (high !== null) {
    const good = objective === null ? words("passes", "达标") : worse;
    return words(
      ` (below ${highest} at 95 %; no load below it surely ${good.en})`,
      `（95 % 下低于 ${highest}；更低的负载均不能确定${good.zh}）`,
    );
  }
  return trials.some(({ value }) => value > (winner ?? 0))
    ? words(
      ` (${lowest} or more at 95 %; no load above it surely ${worse.en})`,
      `（95 % 下不低于 ${lowest}；更高的负载均不能确定${worse.zh}）`,
    )
    : words(
      ` (${lowest} or more at 95 %; no higher load was tried)`,
      `（95 % 下不低于 ${lowest}；未试更高的负载）`,
    );
}

function failurePart(failed: number, total: number): Words | null {
  if (failed === 0) return null;
  const share = formatNumber(failed / total * 100, 1);
  return words(
    `${count(failed)} of ${count(total)} requests failed (${share} %)`,
    `${count(total)} 个请求中 ${count(failed)} 个失败（${share} %）`,
  );
}

function clientPart(points: readonly ReportPoint[]): Words | null {
  const verdicts = points.map(({ validity }) => validity?.verdict).filter((verdict) => verdict !== undefined);
  if (verdicts.length === 0) return null;
  const invalid = verdicts.filter((verdict) => verdict === "invalid").length;
  if (invalid > 0) {
    return words(
      `INVALID: at ${invalid} of ${verdicts.length} points the client was the limit`,
      `无效：${verdicts.length} 个测试点中有 ${invalid} 个受客户端限制`,
    );
  }
  return verdicts.includes("degraded")
    ? words("DEGRADED: some figures are partly not the service's", "受扰：部分数据并非全由服务端决定")
    : words("client kept up", "客户端未成为瓶颈");
}

function joined(parts: readonly (Words | null)[]): Words {
  return joinWords(parts.filter((part) => part !== null), SEMICOLON);
}

function sum(points: readonly ReportPoint[], id: "total_requests" | "failed_requests"): number {
  return points.reduce((total, point) => total + (scalarOf(point, id) ?? 0), 0);
}

function count(value: number): string {
  return formatNumber(value, 0);
}
