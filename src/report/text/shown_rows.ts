import { isDistributionId, METRIC_CATALOG, type MetricId } from "../../metrics/catalog.ts";
import type { StepResult } from "../../metrics/run_result.ts";
import { readFigure, type ShownMetric } from "../../metrics/shown.ts";
import { formatNumber, formatShare, MISSING } from "./number_text.ts";
import type { ShownColumn } from "../../metrics/definitions/metric_definition.ts";
import type { TextCell, TextColumn } from "./text_table.ts";

/** Tells whether there is a reply to speak of. */
export function hasSuccess({ metrics }: StepResult): boolean {
  return (metrics.scalars.success_requests ?? 0) > 0;
}

/** Makes the row of a metric in `Benchmarking summary` as its definition asks. */
export function toSummaryRow(result: StepResult, shown: ShownMetric<"summary">): TextCell[] {
  const value = readFigure(result.metrics, shown.id);
  if (shown.isPercent === true) return [shown.label, formatShare(value), "", ""];
  const isUnreliable = result.validity.unreliable.includes(shown.id);
  const [label = "", text = "", ...rest] = toFigureRow(
    result,
    shown.id,
    isUnreliable ? `${shown.label} (not the service's)` : shown.label,
  );
  if (shown.warnsAboveZero !== true || typeof text !== "string") return [label, text, ...rest];
  return [label, { text, tone: (value ?? 0) > 0 ? "warning" : "plain" }, ...rest];
}

/** Makes the row of a single number, or of a mean with its standard deviation. */
export function toFigureRow({ metrics }: StepResult, id: MetricId, label: string): TextCell[] {
  const { unit, decimals } = METRIC_CATALOG[id];
  const value = readFigure(metrics, id);
  const deviation = isDistributionId(id) ? metrics.distributions[id].standardDeviation : null;
  const deviationText = formatNumber(deviation, decimals);
  return [
    label,
    formatNumber(value, decimals),
    value === null ? "" : unit,
    deviationText === MISSING ? "" : `± ${deviationText}`,
  ];
}

/** Makes the column of a metric as its definition asks. */
export function toShownColumn({ title, dropOrder }: ShownColumn): TextColumn {
  const column = { title, align: "right" } as const;
  return dropOrder === undefined ? column : { ...column, dropOrder };
}
