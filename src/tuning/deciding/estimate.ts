import {
  DISTRIBUTION_IDS,
  type DistributionId,
  type MetricId,
  SCALAR_IDS,
  type ScalarId,
} from "../../metrics/catalog.ts";
import { createDistribution, type Distribution } from "../../metrics/distribution.ts";
import type { DistributionSummary, StepMetrics } from "../../metrics/step_metrics.ts";
import type { Criterion, Statistic } from "../../metrics/judging/criterion.ts";
import type { MetricEstimate, ValueRange } from "../../metrics/tuning/tuning_result.ts";
import { meanHalfWidth, spreadOf } from "../statistics/mean_range.ts";
import { findRankRange } from "../statistics/rank_range.ts";

/** What the search reads of one run of a point. */
export interface TrialMetrics {
  readonly metrics: StepMetrics;
  /** Metrics that are not the service's in this run. */
  readonly unreliable?: readonly MetricId[];
  /** The samples, where they are at hand: percentiles of several runs can then be pooled. */
  readonly distributions?: Readonly<Partial<Record<DistributionId, Distribution>>>;
}

const UNDEFINED: MetricEstimate = { value: null, range: null, method: "none", sampleCount: 0 };

const UNRELIABLE: MetricEstimate = { ...UNDEFINED, method: "unreliable" };

/**
 * Computes the number that a criterion reads from all runs of a point, with its 95 % interval.
 *
 * - Percentiles: of the samples of all runs pooled, interval from order statistics. Without the samples the mean of the
 *   runs' percentiles, interval by Student's t over the runs.
 * - Averages: of all samples; interval by Student's t over the samples or over the runs, the wider of both.
 * - Single numbers of a run: their mean, interval by Student's t over the runs; the success rate is that of all requests.
 * - Minimum and maximum: of all samples, without interval.
 */
export function estimateMetric(
  trials: readonly TrialMetrics[],
  { metric, statistic }: Pick<Criterion, "metric" | "statistic">,
): MetricEstimate {
  if (trials.some(({ unreliable = [] }) => unreliable.includes(metric))) return UNRELIABLE;
  const scalar = SCALAR_IDS.find((id) => id === metric);
  if (scalar !== undefined) return estimateScalar(trials, scalar);
  const distribution = DISTRIBUTION_IDS.find((id) => id === metric);
  if (distribution === undefined) return UNDEFINED;
  return estimateDistribution(trials, distribution, statistic ?? { kind: "mean" });
}

/** Computes the share of requests that succeeded in all runs; `null` without requests. */
export function computeSuccessShare(trials: readonly TrialMetrics[]): number | null {
  const total = sumScalar(trials, "total_requests");
  return total === 0 ? null : sumScalar(trials, "success_requests") / total;
}

function estimateScalar(trials: readonly TrialMetrics[], id: ScalarId): MetricEstimate {
  const estimate = estimateFromRuns(trials.map(({ metrics }) => metrics.scalars[id]));
  const share = id === "success_rate" ? computeSuccessShare(trials) : null;
  return share === null ? estimate : { ...estimate, value: share * 100 };
}

function estimateFromRuns(perRun: readonly (number | null)[]): MetricEstimate {
  const values = perRun.filter((value) => value !== null);
  if (values.length === 0) return UNDEFINED;
  const { mean, standardDeviation } = spreadOf(values);
  const half = meanHalfWidth(standardDeviation, values.length);
  if (half === null) return { value: mean, range: null, method: "none", sampleCount: values.length };
  return { value: mean, range: around(mean, half), method: "runs", sampleCount: values.length };
}

function estimateDistribution(
  trials: readonly TrialMetrics[],
  id: DistributionId,
  statistic: Statistic,
): MetricEstimate {
  const summaries = trials.map(({ metrics }) => metrics.distributions[id]).filter(({ count }) => count > 0);
  const sampleCount = summaries.reduce((sum, { count }) => sum + count, 0);
  if (sampleCount === 0) return UNDEFINED;
  if (statistic.kind === "mean") return estimateMean(summaries, sampleCount);
  if (statistic.kind === "percentile") {
    const pooled = poolSamples(trials, id);
    if (pooled !== null) return estimatePooled(pooled, statistic.percent, sampleCount);
    return { ...estimateFromRuns(summaries.map((summary) => keptPercentile(summary, statistic.percent))), sampleCount };
  }
  const ends = summaries.map((summary) => summary[statistic.kind]).filter((value) => value !== null);
  const value = statistic.kind === "min" ? Math.min(...ends) : Math.max(...ends);
  return { value, range: null, method: "none", sampleCount };
}

function estimateMean(summaries: readonly DistributionSummary[], sampleCount: number): MetricEstimate {
  const value = summaries.reduce((sum, { mean, count }) => sum + (mean ?? 0) * count, 0) / sampleCount;
  const runs = estimateFromRuns(summaries.map(({ mean }) => mean));
  const runsHalf = halfWidth(runs);
  const samplesHalf = meanHalfWidth(pooledDeviation(summaries, value, sampleCount), sampleCount);
  if (samplesHalf === null) return { value, range: null, method: "none", sampleCount };
  const method = runsHalf > samplesHalf ? "runs" : "samples";
  return { value, range: around(value, Math.max(runsHalf, samplesHalf)), method, sampleCount };
}

/** The deviation of all samples from their common mean, from the moments of each run. */
function pooledDeviation(summaries: readonly DistributionSummary[], mean: number, sampleCount: number): number {
  const squares = summaries.reduce((sum, summary) => {
    const within = (summary.count - 1) * (summary.standardDeviation ?? 0) ** 2;
    return sum + within + summary.count * ((summary.mean ?? mean) - mean) ** 2;
  }, 0);
  return sampleCount < 2 ? 0 : Math.sqrt(squares / (sampleCount - 1));
}

function poolSamples(trials: readonly TrialMetrics[], id: DistributionId): Distribution | null {
  const pooled = createDistribution();
  for (const { metrics, distributions } of trials) {
    if (metrics.distributions[id].count === 0) continue;
    const samples = distributions?.[id];
    if (samples === undefined) return null;
    pooled.merge(samples.state());
  }
  return pooled;
}

function estimatePooled(pooled: Distribution, percent: number, sampleCount: number): MetricEstimate {
  const ranks = findRankRange(percent, sampleCount);
  const atRank = (rank: number | null): number | null =>
    rank === null ? null : pooled.percentile(sampleCount < 2 ? 0 : 100 * rank / (sampleCount - 1));
  const range = { low: atRank(ranks.low), high: atRank(ranks.high) };
  return { value: pooled.percentile(percent), range, method: "order_statistics", sampleCount };
}

function keptPercentile({ percentiles }: DistributionSummary, percent: number): number | null {
  const kept: Readonly<Record<number, number | null>> = percentiles;
  return kept[percent] ?? null;
}

function sumScalar(trials: readonly TrialMetrics[], id: ScalarId): number {
  return trials.reduce((sum, { metrics }) => sum + (metrics.scalars[id] ?? 0), 0);
}

/** No metric is negative, so neither is an interval. */
function around(middle: number, half: number): ValueRange {
  return { low: Math.max(0, middle - half), high: middle + half };
}

function halfWidth({ value, range }: MetricEstimate): number {
  return value === null || range === null || range.high === null ? 0 : range.high - value;
}
