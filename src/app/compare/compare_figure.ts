import { words } from "../../core/words.ts";
import { createRandom } from "../../core/random.ts";
import { isDistributionId, METRIC_CATALOG } from "../../metrics/catalog.ts";
import type { ChangeVerdict, FigureChange } from "../../metrics/comparison/comparison.ts";
import {
  bootstrapChange,
  changeOverRepeats,
  holdChange,
  type Interval,
  type NoInterval,
} from "../../metrics/comparison/interval.ts";
import { joinRequests, type PointRequests } from "../../metrics/comparison/point_requests.ts";
import { takeSamples } from "../../metrics/comparison/samples.ts";
import { nameSubject } from "../../metrics/metric_words.ts";
import type { MetricSubject } from "../../metrics/judging/criterion_name.ts";
import type { DistributionSummary, Percentile } from "../../metrics/step_metrics.ts";
import type { ReportPoint } from "../../report/model/report_model.ts";

/** A point of one run: once, or as often as it was repeated. */
export interface PointSide {
  readonly repeats: readonly ReportPoint[];
  /** `null`: of that repeat there is no database. */
  readonly requests: readonly (PointRequests | null)[];
}

/** The draws are always the same: comparing twice gives the same answer. */
const SEED = 20_261_122;

/** Compares one figure of a point between two runs. */
export function compareFigure(subject: MetricSubject, [base, next]: readonly [PointSide, PointSide]): FigureChange {
  const { unit, decimals } = METRIC_CATALOG[subject.metric];
  const [one, other] = [meanOf(valuesOf(base, subject)), meanOf(valuesOf(next, subject))];
  const found = findInterval(subject, base, next);
  const change = one === null || other === null || one === 0 ? null : other / one - 1;
  const interval = !("low" in found) ? null : change === null ? found : holdChange(found, change);
  return {
    ...subject,
    label: nameSubject(subject),
    unit,
    decimals,
    base: one,
    next: other,
    change,
    interval,
    method: "low" in found ? found.method : found.reason,
    verdict: judge(subject, change, interval),
  };
}

function findInterval(subject: MetricSubject, base: PointSide, next: PointSide): Interval | NoInterval {
  if (base.repeats.length > 1 && next.repeats.length > 1) {
    const values = [valuesOf(base, subject), valuesOf(next, subject)] as const;
    if (values.every(({ length }) => length > 1)) return changeOverRepeats(...values);
  }
  const [one, other] = [joinRequests(base.requests), joinRequests(next.requests)];
  if (one === null || other === null) {
    return { reason: words("there is no database of single requests", "没有单个请求的数据库") };
  }
  const samples = [takeSamples(one, subject), takeSamples(other, subject)] as const;
  if (samples[0] === null || samples[1] === null) {
    return { reason: words("it is not a figure of single requests", "它不是单个请求的数据") };
  }
  return bootstrapChange(samples[0], samples[1], createRandom(SEED));
}

/** The figure in each repeat that has it. */
function valuesOf({ repeats }: PointSide, subject: MetricSubject): number[] {
  return repeats.map((point) => readFigure(point, subject)).filter((value) => value !== null);
}

function readFigure({ scalars, distributions }: ReportPoint, { metric, statistic }: MetricSubject): number | null {
  if (!isDistributionId(metric)) return scalars[metric] ?? null;
  const distribution = distributions[metric];
  return distribution === undefined ? null : readStatistic(distribution, statistic ?? { kind: "mean" });
}

function readStatistic(
  summary: DistributionSummary,
  statistic: NonNullable<MetricSubject["statistic"]>,
): number | null {
  if (statistic.kind !== "percentile") return summary[statistic.kind];
  return summary.percentiles[statistic.percent as Percentile] ?? null;
}

function meanOf(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function judge({ metric }: MetricSubject, change: number | null, interval: Interval | null): ChangeVerdict {
  if (change === null || interval === null) return "unknown";
  if (interval.low <= 0 && interval.high >= 0) return "same";
  const { direction } = METRIC_CATALOG[metric];
  if (direction === "neutral") return "other";
  return (direction === "higher") === (change > 0) ? "better" : "worse";
}
