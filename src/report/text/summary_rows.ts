import { type DistributionId, METRIC_CATALOG, type MetricId, type ScalarId } from "../../metrics/catalog.ts";
import type { StepResult } from "../../metrics/run_result.ts";
import { formatNumber, MISSING } from "./number_text.ts";
import type { TextCell } from "./text_table.ts";

/** Tells whether there is a reply to speak of. */
export function hasSuccess({ metrics }: StepResult): boolean {
  return (metrics.scalars.success_requests ?? 0) > 0;
}

/** Makes the row of a single number. */
export function toScalarRow(result: StepResult, id: ScalarId, label: string): TextCell[] {
  return toRow(id, label, [result.metrics.scalars[id], null]);
}

/** Makes the row of a mean with its standard deviation. */
export function toMeanRow(result: StepResult, id: DistributionId, label: string): TextCell[] {
  const { mean, standardDeviation } = result.metrics.distributions[id];
  return toRow(id, label, [mean, standardDeviation]);
}

/** Makes the row of a single number where it is defined. */
export function toScalarRows(result: StepResult, id: ScalarId, label: string): TextCell[][] {
  return result.metrics.scalars[id] === null ? [] : [toScalarRow(result, id, label)];
}

/** Makes the row of a mean where it is defined. */
export function toMeanRows(result: StepResult, id: DistributionId, label: string): TextCell[][] {
  return result.metrics.distributions[id].mean === null ? [] : [toMeanRow(result, id, label)];
}

function toRow(id: MetricId, label: string, [value, deviation]: readonly [number | null, number | null]): TextCell[] {
  const { unit, decimals } = METRIC_CATALOG[id];
  const deviationText = formatNumber(deviation, decimals);
  return [
    label,
    formatNumber(value, decimals),
    value === null ? "" : unit,
    deviationText === MISSING ? "" : `± ${deviationText}`,
  ];
}
