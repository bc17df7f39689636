import type { JsonObject } from "../../core/json.ts";
import { type DistributionId, METRIC_CATALOG } from "../../metrics/catalog.ts";
import type { StepResult } from "../../metrics/run_result.ts";
import { type DistributionSummary, PERCENTILES } from "../../metrics/step_metrics.ts";
import { REFERENCE_COLUMNS } from "../percentile_columns.ts";
import { roundForFile } from "../text/rounding.ts";

/** Columns of our own, after those. */
const OWN_IDS: readonly DistributionId[] = ["response_time", "response_ttft", "itl_per_request", "send_lag"];
/** Columns that only conversations have. */
const TURN_IDS: readonly DistributionId[] = ["first_turn_ttft", "later_turn_ttft"];

/** Makes the rows of `benchmark_percentile.json`; the row `99.9%` is there where one of the metrics has it. */
export function toPercentileRows(result: StepResult): readonly JsonObject[] {
  const { distributions } = result.metrics;
  const ids = [...REFERENCE_COLUMNS, ...OWN_IDS, ...TURN_IDS.filter((id) => distributions[id].count > 0)];
  const hasExtremeTail = ids.some((id) => distributions[id].percentiles[99.9] !== null);
  const toRow = (label: string, read: (summary: DistributionSummary) => number | null): JsonObject => ({
    Percentiles: label,
    ...Object.fromEntries(ids.map((id) => [toColumnName(id), roundForFile(read(distributions[id]))])),
  });
  return [
    toRow("min", (summary) => summary.min),
    ...PERCENTILES.filter((percentile) => percentile !== 99.9 || hasExtremeTail)
      .map((percentile) => toRow(`${percentile}%`, (summary) => summary.percentiles[percentile])),
    toRow("max", (summary) => summary.max),
  ];
}

function toColumnName(id: DistributionId): string {
  const { label, unit, evalscopeKey } = METRIC_CATALOG[id];
  return evalscopeKey ?? `${label} (${unit})`;
}
