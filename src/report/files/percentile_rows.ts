import type { JsonObject } from "../../core/json.ts";
import type { StepResult } from "../../metrics/run_result.ts";
import { listVisibleDistributions, type ShownMetric } from "../../metrics/shown.ts";
import { type DistributionSummary, PERCENTILES } from "../../metrics/step_metrics.ts";
import { roundForFile } from "../text/rounding.ts";

/** Makes the rows of `benchmark_percentile.json`; the row `99.9%` is there where one of the metrics has it. */
export function toPercentileRows({ metrics }: StepResult): readonly JsonObject[] {
  const { distributions } = metrics;
  const columns = listVisibleDistributions("percentileFile", metrics);
  const hasExtremeTail = columns.some(({ id }) => distributions[id].percentiles[99.9] !== null);
  const toRow = (label: string, read: (summary: DistributionSummary) => number | null): JsonObject => ({
    Percentiles: label,
    ...Object.fromEntries(
      columns.map((column) => [toColumnName(column), roundForFile(read(distributions[column.id]))]),
    ),
  });
  return [
    toRow("min", (summary) => summary.min),
    ...PERCENTILES.filter((percentile) => percentile !== 99.9 || hasExtremeTail)
      .map((percentile) => toRow(`${percentile}%`, (summary) => summary.percentiles[percentile])),
    toRow("max", (summary) => summary.max),
  ];
}

function toColumnName({ key, definition: { label, unit, evalscopeKey } }: ShownMetric<"percentileFile">): string {
  return key ?? evalscopeKey ?? `${label} (${unit})`;
}
