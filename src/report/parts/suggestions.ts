import type { ReportModel, ReportPoint } from "../model/report_model.ts";
import { UNRELIABLE_JOINED_SHARE } from "../../metrics/verdict/joined_events.ts";
import { percentileOf, scalarOf } from "./load_points.ts";
import { bestLoad, moreLoad, overload, queueing, slowDecode } from "./load_suggestions.ts";
import type { Finding, JudgedRun, SuggestionRule } from "./suggestion_rule.ts";
import { suffixed, type Words, words } from "../../core/words.ts";
import { FAILURE_WORDS } from "./failure_words.ts";

/** A piece of advice with the rule that gave it. */
export interface Suggestion extends Finding {
  /** Name of the rule. */
  readonly rule: string;
}

/** The rules in order of weight: what makes figures useless first, then what to try next. */
const RULES = {
  client_limit: clientLimit,
  failures: manyFailures,
  more_load: moreLoad,
  overload: overload,
  knee: bestLoad,
  queueing: queueing,
  slow_decode: slowDecode,
  long_tail: longTail,
  joined_events: joinedEvents,
  few_samples: fewSamples,
  cold_start: coldStart,
  cached_prompts: cachedPrompts,
  cut_replies: cutReplies,
} satisfies Record<string, SuggestionRule>;

/** What is said where no rule fired. */
export const FIXED_ADVICE: Words = words("No rule found anything to change", "没有规则给出建议");

/** What to do after a run, by rules on its figures alone. */
export function suggestionsOf({ points, search }: Pick<ReportModel, "points" | "search">): readonly Suggestion[] {
  const sound = points.filter((point) => !isLimited(point));
  return Object.entries(RULES).flatMap(([rule, check]) => {
    const found = check({ points: sound, all: points, search });
    return found === null ? [] : [{ rule, ...found }];
  });
}

function isLimited({ validity }: ReportPoint): boolean {
  return validity?.verdict === "invalid";
}

function clientLimit({ all }: JudgedRun): Finding | null {
  const limited = all.filter(isLimited);
  if (limited.length === 0) return null;
  const names = limited.map(({ name }) => name).join(", ");
  return {
    because: words(`The client was the limit at ${names}`, `在 ${names}，客户端自身成为瓶颈`),
    advice: words(
      "Do not use these figures: give the client more cores, a quieter machine or less load, and run again",
      "请勿使用这些数据：请为客户端提供更多 CPU、更空闲的机器或降低负载后重测",
    ),
  };
}

const MANY_FAILED_SHARE = 0.05;

const NOTHING_SUCCEEDED = words(
  "Nothing succeeded there: mend what the failures name (address, model, key, limits) and run again; --max-errors ends such a load early",
  "该处没有任何请求成功：请按失败原因修正（地址、模型、密钥、限额）后重测；--max-errors 可提前结束此类负载",
);

function manyFailures({ all }: JudgedRun): Finding | null {
  const bad = all.find((point) => failedShare(point) > MANY_FAILED_SHARE);
  if (bad === undefined) return null;
  const share = (failedShare(bad) * 100).toFixed(1);
  const [main] = bad.failures.toSorted((a, b) => b.count - a.count);
  const kind = main === undefined
    ? null
    : suffixed(FAILURE_WORDS[main.kind], main.status === null ? "" : ` ${main.status}`);
  return {
    because: words(
      `${share} % of the requests failed at ${bad.name}${kind === null ? "" : ` (${kind.en})`}, more than 5 %`,
      `${bad.name} 有 ${share} % 的请求失败${kind === null ? "" : `（${kind.zh}）`}，超过 5 %`,
    ),
    advice: failedShare(bad) === 1 ? NOTHING_SUCCEEDED : words(
      "Latencies count only what succeeded: find the cause in the failures before comparing them; --max-errors ends such a load early",
      "延迟只统计成功请求：比较前请先查明失败原因；--max-errors 可提前结束此类负载",
    ),
  };
}

const LONG_TAIL = 5;
const ENOUGH_FOR_TAIL = 100;

function longTail({ points }: JudgedRun): Finding | null {
  const found = points.find((point) => {
    const [p50, p99] = [percentileOf(point, "ttft", 50) ?? 0, percentileOf(point, "ttft", 99) ?? 0];
    return (point.distributions.ttft?.count ?? 0) >= ENOUGH_FOR_TAIL && p50 > 0 && p99 > p50 * LONG_TAIL;
  });
  if (found === undefined) return null;
  const ratio = ((percentileOf(found, "ttft", 99) ?? 0) / (percentileOf(found, "ttft", 50) ?? 1)).toPrecision(3);
  return {
    because: words(
      `TTFT p99 is ${ratio} times its median at ${found.name}, more than ${LONG_TAIL}`,
      `${found.name} 的 TTFT p99 是中位数的 ${ratio} 倍，超过 ${LONG_TAIL} 倍`,
    ),
    advice: words(
      "A few requests wait far longer: look at the slowest ones and the timeline for pauses, long prompts or preemption",
      "少数请求等待过久：请查看最慢请求与时间线中的停顿、长提示词或抢占",
    ),
  };
}

/** Gaps between tokens that somebody on the way made. */
function joinedEvents({ points }: JudgedRun): Finding | null {
  const joined = points.find((point) => (scalarOf(point, "joined_event_share") ?? 0) > UNRELIABLE_JOINED_SHARE);
  if (joined === undefined) return null;
  const percent = ((scalarOf(joined, "joined_event_share") ?? 0) * 100).toFixed(0);
  return {
    because: words(
      `${percent} % of the events at ${joined.name} came in one read with the one before, more than ${
        UNRELIABLE_JOINED_SHARE * 100
      } %`,
      `${joined.name} 有 ${percent} % 的事件与前一个在同一次读取中到达，超过 ${UNRELIABLE_JOINED_SHARE * 100} %`,
    ),
    advice: words(
      "Tokens come in bursts: leave ITL and TPOT alone, and look for a buffer on the way (proxy_buffering, compression) by a run with a direct connection",
      "token 成批到达：请勿使用 ITL 与 TPOT，并用直连测试查找链路上的缓冲（proxy_buffering、压缩）",
    ),
  };
}

const NEEDED_FOR_P99 = 100;

function fewSamples({ points }: JudgedRun): Finding | null {
  const few = points.filter((point) => {
    const count = point.distributions.latency?.count ?? 0;
    return count > 0 && count < NEEDED_FOR_P99;
  });
  if (few.length === 0) return null;
  const least = Math.min(...few.map((point) => point.distributions.latency?.count ?? 0));
  return {
    because: words(
      `A point has only ${least} succeeded requests; p99 needs ${NEEDED_FOR_P99}`,
      `某测试点只有 ${least} 个成功请求；p99 至少需要 ${NEEDED_FOR_P99} 个`,
    ),
    advice: words(
      "Raise --number (or --duration) before relying on the high percentiles",
      "依赖高百分位前请提高 --number（或 --duration）",
    ),
  };
}

const COLD_TIMES = 3;

function coldStart({ points }: JudgedRun): Finding | null {
  const cold = points.find((point) => {
    const [first = null, ...rest] = point.details?.series.ttftP50 ?? [];
    const later = rest.filter((value) => value !== null).sort((a, b) => a - b);
    const median = later[Math.floor(later.length / 2)] ?? 0;
    return first !== null && later.length >= 3 && median > 0 && first > median * COLD_TIMES;
  });
  if (cold === undefined || Number(cold.args["warmup_num"] ?? 0) > 0) return null;
  return {
    because: words(
      `TTFT in the first second of ${cold.name} is more than ${COLD_TIMES} times that of later ones`,
      `${cold.name} 第一秒的 TTFT 超过之后的 ${COLD_TIMES} 倍`,
    ),
    advice: words(
      "Add --warmup-num to leave the start-up out of the figures",
      "请使用 --warmup-num 排除启动阶段的影响",
    ),
  };
}

const MOSTLY_CACHED_PERCENT = 50;

function cachedPrompts({ points }: JudgedRun): Finding | null {
  const cached = points.find((point) => (scalarOf(point, "kv_cache_hit_rate") ?? 0) > MOSTLY_CACHED_PERCENT);
  if (cached === undefined || cached.conversations !== null) return null;
  const percent = (scalarOf(cached, "kv_cache_hit_rate") ?? 0).toFixed(0);
  return {
    because: words(
      `${percent} % of the prompt tokens came from the service's cache at ${cached.name}, more than 50 %`,
      `${cached.name} 有 ${percent} % 的提示词 token 来自服务缓存，超过 50 %`,
    ),
    advice: words(
      "TTFT is that of cached prompts: use prompts that differ (--dataset random, another --seed) where users' prompts do",
      "TTFT 反映的是缓存命中的提示词：若真实提示词各不相同，请使用不同的提示词（--dataset random、更换 --seed）",
    ),
  };
}

const MOSTLY_CUT_SHARE = 0.9;

function cutReplies({ points }: JudgedRun): Finding | null {
  const cut = points.find(({ finishReasons }) => {
    const total = Object.values(finishReasons).reduce((sum, count) => sum + count, 0);
    return total > 0 && (finishReasons["length"] ?? 0) / total > MOSTLY_CUT_SHARE;
  });
  if (cut === undefined || typeof cut.args["min_tokens"] === "number") return null;
  return {
    because: words(
      `More than 90 % of the replies at ${cut.name} ended at the token limit`,
      `${cut.name} 超过 90 % 的回复因 token 上限而结束`,
    ),
    advice: words(
      "Reply lengths are those of --max-tokens, not of users: raise it where natural lengths matter",
      "回复长度由 --max-tokens 决定而非用户：若关心真实长度请提高该值",
    ),
  };
}

function failedShare(point: ReportPoint): number {
  const total = scalarOf(point, "total_requests") ?? 0;
  return total === 0 ? 0 : (scalarOf(point, "failed_requests") ?? 0) / total;
}
