/** Names, meanings and units of metrics in the languages of a report. */
import { same, type Words, words } from "../core/words.ts";
import { METRIC_CATALOG, type MetricId } from "./catalog.ts";
import type { Criterion, CriterionGoal } from "./judging/criterion.ts";
import { describeCriterion, describeLimit, describeStatistic, describeSubject } from "./judging/criterion.ts";

/** What a metric is called. */
export function nameMetric(id: MetricId): Words {
  const { label, chinese } = METRIC_CATALOG[id];
  return words(label, chinese.label);
}

/** How a metric comes about. */
export function explainMetric(id: MetricId): Words {
  const { formula, chinese } = METRIC_CATALOG[id];
  return words(formula, chinese.formula);
}

const CHINESE_UNITS: Readonly<Record<string, string>> = {
  requests: "请求",
  tokens: "个",
  "tokens/chunk": "token/块",
  turns: "轮",
  conversations: "对话",
  gaps: "间隔",
  segments: "报文段",
  share: "占比",
};

/** The unit of a metric. */
export function nameUnit(id: MetricId): Words {
  const { unit } = METRIC_CATALOG[id];
  return words(unit, CHINESE_UNITS[unit] ?? unit);
}

const CHINESE_STATISTICS: Readonly<Record<string, string>> = { avg: "平均", min: "最小", max: "最大" };

/** Writes the number of a metric that a criterion reads: `p99 TTFT`. */
export function nameSubject(subject: Pick<Criterion, "metric" | "statistic">): Words {
  const label = METRIC_CATALOG[subject.metric].chinese.label;
  if (subject.statistic === null) return words(describeSubject(subject), label);
  const statistic = describeStatistic(subject.statistic);
  return words(describeSubject(subject), `${CHINESE_STATISTICS[statistic] ?? statistic} ${label}`);
}

/** Writes a criterion as it was understood: `p99 TTFT <= 500 ms`. */
export function nameCriterion(criterion: Criterion): Words {
  const subject = nameSubject(criterion).zh;
  return words(describeCriterion(criterion), toChineseGoal(subject, criterion.metric, criterion.goal));
}

function toChineseGoal(subject: string, metric: MetricId, goal: CriterionGoal): string {
  if (goal.kind === "optimum") return `${subject}${goal.direction === "max" ? "最高" : "最低"}`;
  const unit = METRIC_CATALOG[metric].unit;
  const limit = describeLimit(metric, goal.limit).replace(unit, CHINESE_UNITS[unit] ?? unit);
  return `${subject} ${goal.operator} ${limit}`;
}

/** Writes a value of a metric with its unit. */
export function withUnit(value: string, id: MetricId): Words {
  const { en, zh } = nameUnit(id);
  return en === zh ? same(`${value} ${en}`) : words(`${value} ${en}`, `${value} ${zh}`);
}
