import { METRIC_CATALOG } from "./catalog.ts";
import type { DistributionSummary, StepMetrics } from "./step_metrics.ts";

/** The last decimal that a latency is shown with, in seconds. */
const RESOLUTION_SECONDS = 10 ** -METRIC_CATALOG.latency.decimals;

/**
 * Tells whether the response time (from due) differs from the latency (from sent) by more than latencies are shown
 * with, in the mean or anywhere in the distribution: then both must be shown.
 */
export function isResponseTimeApart({ distributions: { latency, response_time } }: StepMetrics): boolean {
  const pairs = toFigures(response_time).map((value, i) => [value, toFigures(latency)[i] ?? null] as const);
  return pairs.some(([response, sent]) => response !== null && sent !== null && response - sent > RESOLUTION_SECONDS);
}

function toFigures({ mean, max, percentiles }: DistributionSummary): readonly (number | null)[] {
  return [mean, max, percentiles[50], percentiles[90], percentiles[99]];
}
