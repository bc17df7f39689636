import type { StageMetrics } from "../../metrics/step_metrics.ts";
import type { ReportPoint, ReportSearch } from "../model/report_model.ts";
import { findKnee, loadAxisOf, loadOf, percentileOf, scalarOf } from "./load_points.ts";
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
  const figures = knee === null
    ? pointPart(points.findLast((point) => (scalarOf(point, "success_requests") ?? 0) > 0))
    : kneePart(knee.point, knee.isLast, points);
  return joined([figures, failurePart(failed, total), client]);
}

function kneePart(point: ReportPoint, isLast: boolean, points: readonly ReportPoint[]): Words {
  const axis = loadAxisOf(points);
  const load = groupSetting(loadOf(point, axis) ?? 0);
  const best = axis === "rate"
    ? words(`Best at ${load} req/s asked: ${figures(point).en}`, `最佳请求速率 ${load} req/s：${figures(point).zh}`)
    : words(`Best at ${load} at once: ${figures(point).en}`, `最佳并发 ${load}：${figures(point).zh}`);
  const beyond = isLast
    ? words("throughput was still growing at the highest load", "最高负载下吞吐仍在增长")
    : words("above it throughput no longer grows", "更高负载下吞吐不再增长");
  return joined([best, beyond]);
}

function pointPart(point: ReportPoint | undefined): Words {
  if (point === undefined) return words("Nothing was measured", "没有测量结果");
  const load = stagesPart(point.stages ?? []) ??
    (point.parallel === null
      ? ratePart(point.rate)
      : words(`With ${groupSetting(point.parallel)} at once`, `并发 ${groupSetting(point.parallel)}`));
  const { en, zh } = figures(point);
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

function figures(point: ReportPoint): Words {
  const rps = formatNumber(scalarOf(point, "request_throughput"), 2);
  const tps = formatNumber(scalarOf(point, "output_throughput"), 1);
  const ttft = percentileOf(point, "ttft", 99);
  const latency = percentileOf(point, "latency", 99);
  const wait = ttft !== null
    ? same(`TTFT p99 ${formatNumber(ttft, 1)} ms`)
    : latency === null
    ? null
    : words(`latency p99 ${formatNumber(latency, 3)} s`, `延迟 p99 ${formatNumber(latency, 3)} s`);
  const rates = [`${rps} req/s`, ...(tps === "—" || tps === "0.0" ? [] : [`${tps} tok/s`])].map(same);
  return joinWords([...rates, ...(wait === null ? [] : [wait])], words(", ", "，"));
}

function searchPart({ variable, winner, low, high, criteria, sentence }: ReportSearch): Words {
  if (winner === null) return sentence;
  const within = joinWords(criteria, words(" and ", " 且 "));
  const carried = groupSetting(winner);
  const [lowest, highest] = [low, high].map((end) => end === null ? "…" : groupSetting(end));
  const ends = `${lowest} … ${highest}`;
  const range = low === null && high === null ? same("") : words(` (${ends} at 95 %)`, `（95 % 区间 ${ends}）`);
  return variable === "rate"
    ? words(
      `Carries ${carried} req/s within ${within.en}${range.en}`,
      `满足 ${within.zh} 时可承载 ${carried} req/s${range.zh}`,
    )
    : words(
      `Carries ${carried} users at once within ${within.en}${range.en}`,
      `满足 ${within.zh} 时可承载 ${carried} 个并发用户${range.zh}`,
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
