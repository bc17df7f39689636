import { isDistributionId } from "../../metrics/catalog.ts";
import type { StepResult } from "../../metrics/run_result.ts";
import { listVisible, type ShownMetric } from "../../metrics/shown.ts";
import { chooseCacheRate } from "../text/cache_rate.ts";
import { formatNumber, MISSING } from "../text/number_text.ts";
import { hasSuccess } from "../text/shown_rows.ts";
import type { TextCell, TextColumn } from "../text/text_table.ts";

/** The columns of `Per-Request Metrics`. */
export const PER_REQUEST_COLUMNS: readonly TextColumn[] = [
  { title: "Metric", align: "left" },
  { title: "avg", align: "right" },
  { title: "p50", align: "right", dropOrder: 1 },
  { title: "p99", align: "right" },
  { title: "max", align: "right", dropOrder: 2 },
];

/** The rows of `Per-Request Metrics` for one step; none where no request succeeded. */
export function toPerRequestCells(step: StepResult): TextCell[][] {
  if (!hasSuccess(step)) return [];
  const rows = listVisible("perRequest", step.metrics).map((shown) => [shown.order, toCells(step, shown)] as const);
  const sorted = [...rows, ...toCacheCells(step)].toSorted(([a], [b]) => a - b);
  return sorted.map(([, cells]) => cells);
}

/** The place of the cache hit rate, which is one of two metrics. */
const CACHE_ORDER = 110;

function toCacheCells({ metrics }: StepResult): (readonly [order: number, cells: TextCell[]])[] {
  const cacheRate = chooseCacheRate(metrics);
  if (cacheRate === null) return [];
  const label = cacheRate.source === "service" ? "Cache Hit (%)" : "Cache Hit (%), estimate";
  return [[CACHE_ORDER, toSingleCells(label, formatNumber(cacheRate.value, 1))]];
}

function toSingleCells(label: string, value: string): TextCell[] {
  return [label, value, MISSING, MISSING, MISSING];
}

function toCells({ metrics }: StepResult, { id, definition, label: ownLabel }: ShownMetric<"perRequest">): TextCell[] {
  const { unit, decimals, evalscopeKey } = definition;
  const plainLabel = unit === "tokens" ? definition.label : `${definition.label} (${unit})`;
  const label = ownLabel ?? evalscopeKey ?? plainLabel;
  if (!isDistributionId(id)) return toSingleCells(label, formatNumber(metrics.scalars[id], decimals));
  const { mean, percentiles, max } = metrics.distributions[id];
  return [label, ...[mean, percentiles[50], percentiles[99], max].map((value) => formatNumber(value, decimals))];
}
