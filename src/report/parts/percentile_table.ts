import { type DistributionId, METRIC_CATALOG } from "../../metrics/catalog.ts";
import { isResponseTimeApart } from "../../metrics/response_time.ts";
import type { StepResult } from "../../metrics/run_result.ts";
import { type DistributionSummary, type Percentile, PERCENTILES } from "../../metrics/step_metrics.ts";
import { REFERENCE_COLUMNS } from "../percentile_columns.ts";
import { formatNumber } from "../text/number_text.ts";
import type { TextColumn, TextRow, TextTable } from "../text/text_table.ts";

/** What is left out first where the width is short. The ends, the middle and the tail stay. */
const DROP_ORDER: Readonly<Partial<Record<Percentile, number>>> = {
  5: 9,
  25: 8,
  75: 7,
  10: 6,
  1: 5,
  95: 4,
  99.9: 3,
  90: 2,
};

/** Marks rows whose percentiles come from a histogram. */
const INEXACT_MARK = "*";

/** Says what the mark in a percentile table means; `null` where all percentiles are exact. */
export function describeInexactRows(result: StepResult): string | null {
  const inexact = shownIds(result).filter((id) => !result.metrics.distributions[id].isExact);
  if (inexact.length === 0) return null;
  return `${INEXACT_MARK} percentiles from a histogram, as there are more samples than are kept one by one`;
}

/** Builds the table `Percentile results` of one step. */
export function buildPercentileTable(result: StepResult): TextTable {
  const percentiles = PERCENTILES.filter((percentile) => percentile !== 99.9 || hasExtremeTail(result));
  return {
    columns: [
      { title: "Metric", align: "left" },
      { title: "min", align: "right", dropOrder: 1 },
      ...percentiles.map(toColumn),
      { title: "max", align: "right" },
    ],
    rows: shownIds(result).map((id) => toRow(result, id, percentiles)),
  };
}

function shownIds({ metrics }: StepResult): readonly DistributionId[] {
  const isApart = isResponseTimeApart(metrics);
  const extraBefore: Partial<Record<DistributionId, readonly DistributionId[]>> = {
    latency: isApart ? ["response_time"] : [],
    ttft: isApart ? ["response_ttft"] : [],
    itl: ["first_turn_ttft", "later_turn_ttft"],
  };
  const isShown = (id: DistributionId) => REFERENCE_COLUMNS.includes(id) || metrics.distributions[id].count > 0;
  const ids = REFERENCE_COLUMNS.flatMap((id) => [...extraBefore[id] ?? [], id]);
  return [...ids, ...(isApart ? ["send_lag"] as const : [])].filter(isShown);
}

function hasExtremeTail(result: StepResult): boolean {
  return REFERENCE_COLUMNS.some((id) => result.metrics.distributions[id].percentiles[99.9] !== null);
}

function toColumn(percentile: Percentile): TextColumn {
  const dropOrder = DROP_ORDER[percentile];
  const column = { title: `${percentile}%`, align: "right" } as const;
  return dropOrder === undefined ? column : { ...column, dropOrder };
}

function toRow(result: StepResult, id: DistributionId, percentiles: readonly Percentile[]): TextRow {
  const definition = METRIC_CATALOG[id];
  const summary: DistributionSummary = result.metrics.distributions[id];
  const format = (value: number | null): string => formatNumber(value, definition.decimals);
  const label = definition.evalscopeKey ?? `${definition.label} (${definition.unit})`;
  return [
    summary.isExact ? label : `${label} ${INEXACT_MARK}`,
    format(summary.min),
    ...percentiles.map((percentile) => format(summary.percentiles[percentile])),
    format(summary.max),
  ];
}
