import {
  DISTRIBUTION_IDS,
  type DistributionId,
  isDistributionId,
  METRIC_CATALOG,
  type MetricDefinition,
  type MetricId,
} from "./catalog.ts";
import type { MetricShows, ShowCondition, Shown, ShownStatistic } from "./definitions/metric_definition.ts";
import { isResponseTimeApart } from "./response_time.ts";
import type { DistributionSummary, StepMetrics } from "./step_metrics.ts";

/** A place in which metrics are shown. */
export type ShowPlace = keyof MetricShows;

/** A metric and one of its places in a list. */
export type ShownMetric<Place extends ShowPlace, Id extends MetricId = MetricId> =
  & { readonly id: Id; readonly definition: MetricDefinition }
  & Shown
  & ShowOf<Place>;

type ShowOf<Place extends ShowPlace> = Required<MetricShows>[Place] extends readonly (infer Show)[] ? Show
  : Required<MetricShows>[Place];

/** Lists what is shown in a place, in its order. */
export function listShown<Place extends ShowPlace>(place: Place): readonly ShownMetric<Place>[] {
  const shown = Object.values(METRIC_CATALOG).flatMap((definition) => {
    const shows = definition.shows?.[place] ?? [];
    return [shows].flat().map((show) => ({ ...show, id: definition.id, definition }));
  });
  return shown.sort((a, b) => a.order - b.order) as readonly ShownMetric<Place>[];
}

/** Distributions that are kept for each group, because a column shows them. */
export const GROUP_DISTRIBUTION_IDS: readonly DistributionId[] = DISTRIBUTION_IDS.filter((id) =>
  METRIC_CATALOG[id].shows?.groups !== undefined
);

/** Lists what of a place there is to show for a step, in its order. */
export function listVisible<Place extends ShowPlace>(
  place: Place,
  metrics: StepMetrics,
): readonly ShownMetric<Place>[] {
  return listShown(place).filter((shown) => isVisible(shown, metrics));
}

/** Lists the metrics with many samples of which a place shows a step's, in its order. */
export function listVisibleDistributions<Place extends ShowPlace>(
  place: Place,
  metrics: StepMetrics,
): readonly ShownMetric<Place, DistributionId>[] {
  return listVisible(place, metrics).flatMap((shown) => {
    const { id } = shown;
    return isDistributionId(id) ? [{ ...shown, id }] : [];
  });
}

const CONDITIONS: Readonly<Record<ShowCondition, (metrics: StepMetrics) => boolean>> = {
  lateness: isResponseTimeApart,
  schedule: (metrics) => metrics.scalars.due_rate !== null || isResponseTimeApart(metrics),
  goodput: ({ goodput }) => goodput !== null,
  inputOnly: ({ distributions }) => isInputOnly(distributions),
};

/** Tells whether only input was worked through, as by embeddings and rerank. */
export function isInputOnly(
  { input_tokens: input, output_tokens: output }: Partial<StepMetrics["distributions"]>,
): boolean {
  return (input?.count ?? 0) > 0 && (output?.max ?? 0) === 0;
}

function isVisible({ id, when, isOptional }: Shown & { readonly id: MetricId }, metrics: StepMetrics): boolean {
  if (when !== undefined && !CONDITIONS[when](metrics)) return false;
  return isOptional !== true || readFigure(metrics, id) !== null;
}

/** Returns the key of a metric in `benchmark_summary.json`, by which trackers show it as well. */
export function toSummaryKey(
  { id, key, definition }: Pick<ShownMetric<"summaryFile">, "id" | "key" | "definition">,
): string {
  const { label, unit, evalscopeKey, evalscopeMeanKey } = definition;
  if (key !== undefined) return key;
  if (isDistributionId(id)) return evalscopeMeanKey ?? `Avg ${label} (${unit})`;
  return evalscopeKey ?? `${label} (${unit})`;
}

/** Reads the single number of a metric, or the mean of one with many samples. */
export function readFigure(metrics: StepMetrics, id: MetricId): number | null {
  return isDistributionId(id) ? metrics.distributions[id].mean : metrics.scalars[id];
}

/** Reads a statistic of a metric. */
export function readStatistic(metrics: StepMetrics, id: MetricId, statistic: ShownStatistic): number | null {
  if (!isDistributionId(id)) return metrics.scalars[id];
  return STATISTICS[statistic](metrics.distributions[id]);
}

const STATISTICS: Readonly<
  Record<ShownStatistic, (summary: Pick<DistributionSummary, "mean" | "percentiles">) => number | null>
> = {
  value: ({ mean }) => mean,
  mean: ({ mean }) => mean,
  p50: ({ percentiles }) => percentiles[50],
  p99: ({ percentiles }) => percentiles[99],
};
