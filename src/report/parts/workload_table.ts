import type { WorkloadThroughput } from "../../metrics/step_metrics.ts";
import { formatNumber, formatSetting } from "../text/number_text.ts";
import type { TextCell, TextColumn, TextTable } from "../text/text_table.ts";

/** Builds the table of tokens per second over the time of one step. */
export function buildWorkloadTable(workload: WorkloadThroughput): TextTable {
  return { columns: toWorkloadColumns(workload), rows: toWorkloadCells(workload) };
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

/** The rows of a workload table. */
export function toWorkloadCells(workload: WorkloadThroughput): TextCell[][] {
  const rates = (values: readonly number[]): string[] => values.map((value) => formatNumber(value, 2));
  return workload.rows.map((row) => [row.metric, ...rates([row.overall, row.lastWindow, row.steadyState])]);
}
