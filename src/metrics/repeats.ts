import { DISTRIBUTION_IDS, type DistributionId, SCALAR_IDS, type ScalarId } from "./catalog.ts";
import { createMoments, toMean, toStandardDeviation } from "./samples/moments.ts";
import { toConfidenceFactor } from "./samples/student_t.ts";
import type { DistributionSummary, StepMetrics } from "./step_metrics.ts";

/** One figure over the repeats of a step. */
export interface RepeatStatistic {
  /** Repeats in which the figure is defined. */
  readonly n: number;
  /** `null`: defined in none. */
  readonly mean: number | null;
  /** Sample standard deviation (n − 1); `null` with fewer than two. */
  readonly standardDeviation: number | null;
  /** Both ends of the 95 % confidence interval of the mean; `null` with fewer than two. */
  readonly interval95: readonly [low: number, high: number] | null;
}

/** The figures of a distribution that are followed over repeats. */
export const REPEAT_FIGURES = ["mean", "p50", "p90", "p99"] as const;

/** The name of a figure that is followed over repeats. */
export type RepeatFigure = typeof REPEAT_FIGURES[number];

/** The figures of a step that was run several times. */
export interface RepeatSummary {
  readonly repeats: number;
  /** How mean, deviation and interval came about, for a reader. */
  readonly method: string;
  readonly scalars: Readonly<Record<ScalarId, RepeatStatistic>>;
  readonly distributions: Readonly<Record<DistributionId, Readonly<Record<RepeatFigure, RepeatStatistic>>>>;
}

/** How the figures of a `RepeatSummary` come about. */
const REPEAT_METHOD: string =
  "Each repeat gives one value of a figure; a percentile is that of a repeat, never of all requests pooled. Mean: " +
  "arithmetic, over the repeats in which the figure is defined. Standard deviation: of the sample (n − 1). Interval: " +
  "95 % confidence of the mean by Student's t, mean ± t(0.975, n − 1) · standard deviation / √n, which holds for " +
  "repeats that do not depend on each other and scatter about normally.";

const READ: Readonly<Record<RepeatFigure, (summary: DistributionSummary) => number | null>> = {
  mean: ({ mean }) => mean,
  p50: ({ percentiles }) => percentiles[50],
  p90: ({ percentiles }) => percentiles[90],
  p99: ({ percentiles }) => percentiles[99],
};

/** Computes mean, deviation and confidence interval of each figure over the repeats of one step. */
export function summariseRepeats(steps: readonly StepMetrics[]): RepeatSummary {
  return {
    repeats: steps.length,
    method: REPEAT_METHOD,
    scalars: mapIds(SCALAR_IDS, (id) => summariseValues(steps.map(({ scalars }) => scalars[id]))),
    distributions: mapIds(
      DISTRIBUTION_IDS,
      (id) =>
        mapIds(
          REPEAT_FIGURES,
          (figure) => summariseValues(steps.map(({ distributions }) => READ[figure](distributions[id]))),
        ),
    ),
  };
}

/**
 * Computes mean, deviation and 95 % confidence interval of some values; `null`s are left out.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert";
 * const { n, mean, standardDeviation } = summariseValues([9, 10, null, 11]);
 * deepStrictEqual([n, mean, standardDeviation], [3, 10, 1]);
 * ```
 */
export function summariseValues(values: readonly (number | null)[]): RepeatStatistic {
  const moments = createMoments(values.filter((value) => value !== null));
  const { count: n } = moments;
  const mean = toMean(moments);
  if (mean === null) return { n, mean: null, standardDeviation: null, interval95: null };
  const standardDeviation = toStandardDeviation(moments);
  const factor = toConfidenceFactor(n - 1);
  if (standardDeviation === null || factor === null) return { n, mean, standardDeviation, interval95: null };
  const halfWidth = factor * standardDeviation / Math.sqrt(n);
  return { n, mean, standardDeviation, interval95: [mean - halfWidth, mean + halfWidth] };
}

function mapIds<Id extends string, Value>(ids: readonly Id[], toValue: (id: Id) => Value): Record<Id, Value> {
  return Object.fromEntries(ids.map((id) => [id, toValue(id)])) as Record<Id, Value>;
}
