import { METRIC_CATALOG, type MetricId } from "../catalog.ts";

/** Which number of a metric with many samples. */
export type Statistic =
  | { readonly kind: "mean" }
  | { readonly kind: "min" }
  | { readonly kind: "max" }
  | { readonly kind: "percentile"; readonly percent: number };

/** How a value is held against its limit. */
export type LimitOperator = "<=" | ">=" | "<" | ">" | "==";

/** What a criterion asks of its metric; a limit is in the metric's own unit. */
export type CriterionGoal =
  | { readonly kind: "limit"; readonly operator: LimitOperator; readonly limit: number }
  | { readonly kind: "optimum"; readonly direction: "max" | "min" };

/** One objective of the search for the highest load. */
export interface Criterion {
  readonly metric: MetricId;
  /** `null` where the metric is one number a step. */
  readonly statistic: Statistic | null;
  readonly goal: CriterionGoal;
  /** As the user wrote it. */
  readonly written: string;
}

/** Criteria that must all hold. */
export type CriteriaGroup = readonly Criterion[];

/** Groups of which one must hold. */
export type Criteria = readonly CriteriaGroup[];

/** Writes the number of a metric that a criterion reads: `p99 TTFT`. */
export function describeSubject({ metric, statistic }: Pick<Criterion, "metric" | "statistic">): string {
  const { label } = METRIC_CATALOG[metric];
  if (statistic === null) return label;
  return `${describeStatistic(statistic)} ${label}`;
}

/** Writes a criterion as it was understood: `p99 TTFT <= 500 ms`. */
export function describeCriterion(criterion: Criterion): string {
  const { goal } = criterion;
  const subject = describeSubject(criterion);
  if (goal.kind === "optimum") return `${goal.direction === "max" ? "highest" : "lowest"} ${subject}`;
  return `${subject} ${goal.operator} ${describeLimit(criterion.metric, goal.limit)}`;
}

/** Writes a value of a metric with its unit, shortened to what can be read. */
export function describeLimit(metric: MetricId, value: number): string {
  return `${Number(value.toPrecision(6))} ${METRIC_CATALOG[metric].unit}`;
}

/** Writes a statistic: `p99`, `avg`. */
export function describeStatistic(statistic: Statistic): string {
  if (statistic.kind === "percentile") return `p${statistic.percent}`;
  return statistic.kind === "mean" ? "avg" : statistic.kind;
}
