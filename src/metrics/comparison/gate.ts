import { type Words, words } from "../../core/words.ts";
import { groupNumber } from "../../core/grouped_number.ts";
import { type Problem, throwProblems } from "../../core/errors.ts";
import { METRIC_CATALOG } from "../catalog.ts";
import { nameSubject, withUnit } from "../metric_words.ts";
import { type MetricSubject, readMetricName } from "../judging/criterion_name.ts";
import { PERCENTILES } from "../step_metrics.ts";
import type { FigureChange, GateResult } from "./comparison.ts";
import type { Interval } from "./interval.ts";
import { COMPARABLE_IDS } from "./samples.ts";

/** A change that is not allowed: more than a share up, or down. */
export interface GateRule extends MetricSubject {
  /** As the user wrote it. */
  readonly written: string;
  readonly direction: "more" | "less";
  /** Of the base, above 0: 0.05 is five percent. */
  readonly share: number;
}

const FORM = /^\s*([^<>]+?)\s*([<>])\s*([+-]?)(\d+(?:\.\d+)?)\s*%\s*$/;

/** Reads rules such as `p99_ttft>+5%` and `rps<-3%`; throws a `UsageError` with all that cannot be used. */
export function parseGates(texts: readonly string[]): readonly GateRule[] {
  const problems: Problem[] = [];
  const rules = texts.map((text) => parseGate(text, problems));
  throwProblems(problems);
  return rules.filter((rule) => rule !== null);
}

/** Reads one rule; adds a problem and returns `null` where it cannot be used. */
export function parseGate(written: string, problems: Problem[]): GateRule | null {
  const [, name = "", operator = "", sign = "", percent = ""] = FORM.exec(written) ?? [];
  const message = `Cannot use "${written}" for --fail-on`;
  if (name === "") {
    problems.push({ message: `${message}: it is no change of a metric`, hint: "Write p99_ttft>+5%, or rps<-3%" });
    return null;
  }
  const isMore = operator === ">";
  if (Number(percent) === 0 || (isMore ? sign === "-" : sign !== "-")) {
    problems.push({
      message: `${message}: it would fail without a change`,
      hint: `Write ${name}>+5% for "more than 5 % above the base", ${name}<-5% for "more than 5 % below it"`,
    });
    return null;
  }
  const subject = readMetricName(name, problems);
  if (subject === null) return null;
  const { statistic } = subject;
  if (statistic?.kind === "percentile" && !PERCENTILES.some((kept) => kept === statistic.percent)) {
    problems.push({
      message: `${message}: p${statistic.percent} is not kept`,
      hint: `Kept: p${PERCENTILES.join(", p")}`,
    });
    return null;
  }
  if (!COMPARABLE_IDS.includes(subject.metric)) {
    const known = COMPARABLE_IDS.join(", ");
    problems.push({ message: `${message}: its noise cannot be told from single requests`, hint: `Known: ${known}` });
    return null;
  }
  return { ...subject, written, direction: isMore ? "more" : "less", share: Number(percent) / 100 };
}

/** Where a rule is held. */
export interface GatePlace {
  readonly run: string;
  readonly point: string;
  /** Why a difference may be the client's own; `null`: it is the service's. */
  readonly strain?: Words | null;
}

/** Holds a rule against a change: broken is what is beyond the limit and beyond noise. */
export function judgeGate(
  rule: GateRule,
  change: FigureChange,
  { run, point, strain = null }: GatePlace,
): GateResult {
  const place = { rule: rule.written, run, point };
  const subject = nameSubject(rule);
  const label = words(`${point}: ${subject.en}`, `${point}：${subject.zh}`);
  const show = (value: number) => withUnit(groupNumber(value, METRIC_CATALOG[rule.metric].decimals), rule.metric);
  if (change.base === null) {
    return {
      ...place,
      status: "unknown",
      reason: words(`${label.en} has no value in the base`, `${label.zh} 在基准中没有值`),
    };
  }
  const base = show(change.base);
  if (change.next === null || change.change === null) {
    const reason = words(
      `${label.en} has no value any more; it was ${base.en}`,
      `${label.zh} 不再有值；原为 ${base.zh}`,
    );
    return { ...place, status: "broken", reason };
  }
  const next = show(change.next);
  const share = percent(change.change);
  const moved = words(
    `${label.en} went from ${base.en} to ${next.en} (${share}`,
    `${label.zh} 由 ${base.zh} 变为 ${next.zh}（${share}`,
  );
  const isBeyond = rule.direction === "more" ? change.change > rule.share : change.change < -rule.share;
  if (change.interval === null) {
    const { en, zh } = change.method;
    const reason = words(`${moved.en}); noise cannot be told: ${en}`, `${moved.zh}）；无法得知噪声：${zh}`);
    return { ...place, status: isBeyond ? "unknown" : "kept", reason };
  }
  return { ...place, ...judgeInterval(rule, change.interval, { moved, isBeyond, strain }) };
}

interface Moved {
  readonly moved: Words;
  readonly isBeyond: boolean;
  readonly strain: Words | null;
}

function judgeInterval(
  rule: GateRule,
  { low, high, atLeast, atMost }: Interval,
  { moved, isBeyond, strain }: Moved,
): Pick<GateResult, "status" | "reason"> {
  if (!isBeyond) {
    const reason = words(
      `${moved.en}, 95 % between ${percent(low)} and ${percent(high)})`,
      `${moved.zh}，95 % 区间 ${percent(low)} 至 ${percent(high)}）`,
    );
    return { status: "kept", reason };
  }
  const bound = rule.direction === "more" ? atLeast : atMost;
  const sentence = words(
    `${moved.en}, one-sided 95 % bound ${percent(bound)})`,
    `${moved.zh}，单侧 95 % 界限 ${percent(bound)}）`,
  );
  const isReal = rule.direction === "more" ? bound > 0 : bound < 0;
  if (!isReal) {
    return { status: "noise", reason: words(`${sentence.en}: within noise`, `${sentence.zh}：在噪声范围内`) };
  }
  if (strain === null) return { status: "broken", reason: sentence };
  const reason = words(
    `${sentence.en}, but the client itself was strained: ${strain.en}. Repeats (--repeat) would tell`,
    `${sentence.zh}，但客户端自身吃紧：${strain.zh}。重复测试（--repeat）可以判明`,
  );
  return { status: "unknown", reason };
}

function percent(share: number): string {
  return `${share < 0 ? "−" : "+"}${Math.abs(share * 100).toFixed(1)} %`;
}
