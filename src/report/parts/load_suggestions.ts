/** Rules of suggestions that hold the loads of a sweep against each other. */
import { groupSetting } from "../../core/grouped_number.ts";
import { type Words, words } from "../../core/words.ts";
import type { ReportPoint } from "../model/report_model.ts";
import {
  findKnee,
  type Load,
  type LoadAxis,
  loadAxisOf,
  loadsOf,
  meanOf,
  percentileOf,
  requestRate,
} from "./load_points.ts";
import type { Finding, JudgedRun } from "./suggestion_rule.ts";

/** The knee lies beyond the loads that were tried. */
export function moreLoad({ points, all, search }: JudgedRun): Finding | null {
  const knee = findKnee(points);
  if (search !== null || knee === null || knee.load !== loadsOf(all).at(-1)?.load) return null;
  const axis = loadAxisOf(points);
  const before = loadsOf(points).findLast(({ load }) => load < knee.load);
  if (before !== undefined && gainShare(before, knee) < PROPORTIONAL_SHARE) return limitBetween(axis, before, knee);
  const load = groupSetting(knee.load);
  return {
    because: words(
      `The highest load (${load}) brought the most throughput`,
      `最高负载（${load}）的吞吐最高`,
    ),
    advice: words(
      `The service has not reached its limit: add higher values to --${axis}, or let --sla-auto-tune find the limit`,
      `服务尚未达到瓶颈：请在 --${axis} 中增加更高的值，或使用 --sla-auto-tune 自动寻找上限`,
    ),
  };
}

/** Throughput that grows less than this part of what the load grows has met its limit on the way. */
const PROPORTIONAL_SHARE = 0.5;

/** How much of the growth of the load became throughput: 1 where both grew alike. */
function gainShare(from: Load, to: Load): number {
  const rate = requestRate(from);
  return rate === 0 ? 1 : (requestRate(to) / rate - 1) / (to.load / from.load - 1);
}

function limitBetween(axis: LoadAxis, from: Load, to: Load): Finding {
  const [low, high] = [groupSetting(from.load), groupSetting(to.load)];
  const loads = describeLoads(axis, [from, to]);
  const rate = (requestRate(to) / requestRate(from)).toPrecision(3);
  const load = (to.load / from.load).toPrecision(3);
  return {
    because: words(
      `From ${loads.en} throughput grew ${rate} times, the load ${load} times`,
      `从${loads.zh}吞吐增长为 ${rate} 倍，负载为 ${load} 倍`,
    ),
    advice: words(
      `The service met its limit between ${low} and ${high}: add values between them to --${axis}, or let --sla-auto-tune find the limit`,
      `服务的瓶颈在 ${low} 与 ${high} 之间：请在 --${axis} 中增加两者之间的值，或使用 --sla-auto-tune 自动寻找上限`,
    ),
  };
}

const FALLEN_SHARE = 0.9;

/** The service does less where it is asked for more. */
export function overload({ points }: JudgedRun): Finding | null {
  const loads = loadsOf(points);
  const last = loads.at(-1);
  const best = Math.max(0, ...loads.map(requestRate));
  if (loads.length < 2 || last === undefined || requestRate(last) >= best * FALLEN_SHARE) return null;
  const fall = ((1 - requestRate(last) / best) * 100).toFixed(0);
  const at = describeLoads(loadAxisOf(points), [last]);
  return {
    because: words(
      `At ${at.en} throughput is ${fall} % below the best, more than 10 %`,
      `${at.zh} 的吞吐比最佳值低 ${fall} %，超过 10 %`,
    ),
    advice: words(
      "The service does less when it is overloaded: limit what it admits at once (a queue or a gateway in front of it)",
      "服务过载后性能下降：请限制同时准入的请求数（在前面设置队列或网关）",
    ),
  };
}

/** More load than this brings nothing. */
export function bestLoad({ points, search }: JudgedRun): Finding | null {
  const knee = findKnee(points);
  if (search !== null || knee === null || knee.isLast) return null;
  const load = groupSetting(knee.load);
  return {
    because: words(
      `${load} is the lowest load with at least 95 % of the best throughput`,
      `${load} 是达到最佳吞吐 95 % 的最低负载`,
    ),
    advice: words(
      `Run the service around ${load}: more only makes requests wait longer`,
      `建议在 ${load} 附近运行服务：更高负载只会增加等待时间`,
    ),
  };
}

const GROWN = 3;

/** Requests wait longer for their first token, the more there are. */
export function queueing({ points }: JudgedRun): Finding | null {
  return growth(points, {
    id: "ttft",
    limit: GROWN,
    en:
      "Requests wait before their first token: more replicas, more prefill capacity or shorter prompts help, faster decoding does not",
    zh: "请求在首 token 前排队：应增加副本、预填充能力或缩短提示词，加快解码无济于事",
  });
}

/** One load, or from the first to the second. */
function describeLoads(axis: LoadAxis, loads: readonly Load[]): Words {
  const known = loads.map(({ load }) => groupSetting(load));
  const [en, zh] = [known.join(" to "), known.join(" 到 ")];
  return axis === "rate" ? words(`${en} req/s`, `速率 ${zh} req/s `) : words(`${en} at once`, `并发 ${zh} `);
}

const DECODE_GROWN = 1.5;

/** Tokens come more slowly, the more requests there are. */
export function slowDecode({ points }: JudgedRun): Finding | null {
  return growth(points, {
    id: "tpot",
    limit: DECODE_GROWN,
    en: "Decoding slows down as the batch grows: a smaller batch, more GPUs or a smaller model keeps the pace",
    zh: "批量增大后解码变慢：可减小批量、增加 GPU 或使用更小的模型",
  });
}

interface Growth extends Words {
  readonly id: "ttft" | "tpot";
  readonly limit: number;
}

function growth(points: readonly ReportPoint[], { id, limit, en, zh }: Growth) {
  const median = (load: Load) => meanOf(load.points, (point) => percentileOf(point, id, 50)) ?? 0;
  const known = loadsOf(points).filter((load) => median(load) > 0);
  const [first, last] = [known[0], known.at(-1)];
  if (first === undefined || last === undefined || first === last) return null;
  const [low, high] = [median(first), median(last)];
  if (high < low * limit) return null;
  const loads = describeLoads(loadAxisOf(points), [first, last]);
  const [name, times] = [id.toUpperCase(), (high / low).toPrecision(3)];
  return {
    because: words(
      `Median ${name} grows ${times} times from ${loads.en}, more than ${limit}`,
      `${name} 中位数从${loads.zh}增长 ${times} 倍，超过 ${limit} 倍`,
    ),
    advice: words(en, zh),
  };
}
