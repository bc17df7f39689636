import type { StepMetrics, WorkloadThroughput } from "../../metrics/step_metrics.ts";
import { CACHE_ROWS } from "../../metrics/workload_throughput.ts";
import { formatNumber, formatSetting, MISSING } from "../text/number_text.ts";
import type { TextCell, TextColumn, TextTable } from "../text/text_table.ts";

/** Builds the table of tokens per second over the time of one step. */
export function buildWorkloadTable(
  workload: WorkloadThroughput,
  metrics: Pick<StepMetrics, "distributions">,
): TextTable {
  return { columns: toWorkloadColumns(workload), rows: toWorkloadCells(workload, metrics) };
}

/** The columns of a workload table: the names of the figures, then the figures. */
export function toWorkloadColumns(workload: WorkloadThroughput): TextColumn[] {
  return [
    { title: "Metric (tok/s)", align: "left" },
    { title: "Overall", align: "right" },
    { title: `Last ${formatSetting(workload.lastWindowSeconds)}s`, align: "right", dropOrder: 2 },
    { title: `Steady (drop ${formatSetting(workload.warmupShare * 100)}%)`, align: "right", dropOrder: 1 },
  ];
}

/** The rows of a workload table; what was cached is not known where no reply states it. */
export function toWorkloadCells(
  workload: WorkloadThroughput,
  { distributions }: Pick<StepMetrics, "distributions">,
): TextCell[][] {
  const isCacheStated = distributions.cached_tokens.count > 0;
  return workload.rows.map(({ metric, overall, lastWindow, steadyState }) => {
    const isKnown = isCacheStated || !CACHE_ROWS.includes(metric);
    return [metric, ...[overall, lastWindow, steadyState].map((rate) => isKnown ? formatNumber(rate, 2) : MISSING)];
  });
}
