import { type DistributionId, METRIC_CATALOG } from "../../metrics/catalog.ts";
import { isResponseTimeApart } from "../../metrics/response_time.ts";
import type { StepResult } from "../../metrics/run_result.ts";
import { chooseCacheRate } from "../text/cache_rate.ts";
import { formatNumber, MISSING } from "../text/number_text.ts";
import { hasSuccess } from "../text/summary_rows.ts";
import type { TextCell, TextColumn } from "../text/text_table.ts";

/** The columns of `Per-Request Metrics`. */
export const PER_REQUEST_COLUMNS: readonly TextColumn[] = [
  { title: "Metric", align: "left" },
  { title: "avg", align: "right" },
  { title: "p50", align: "right", dropOrder: 1 },
  { title: "p99", align: "right" },
  { title: "max", align: "right", dropOrder: 2 },
];

/** Always shown, in this order. */
const ROW_IDS: readonly DistributionId[] = ["latency", "ttft", "tpot", "itl", "input_tokens", "output_tokens"];
/** Shown where the service says so. */
const OPTIONAL_ROW_IDS: readonly DistributionId[] = ["reasoning_tokens", "cached_tokens"];

/** The rows of `Per-Request Metrics` for one step; none where no request succeeded. */
export function toPerRequestCells(step: StepResult): TextCell[][] {
  if (!hasSuccess(step)) return [];
  const optional = OPTIONAL_ROW_IDS.filter((id) => step.metrics.distributions[id].mean !== null);
  const first = isResponseTimeApart(step.metrics) ? ["response_time" as const] : [];
  const rows = [...first, ...ROW_IDS, ...optional].map((id) => toCells(step, id));
  return [...rows, ...toTurnCells(step), toCells(step, "decode_tokens_per_second")];
}

/** Of conversations, and the cache hit rate, which single requests may have too. */
function toTurnCells(step: StepResult): TextCell[][] {
  const { turns_per_request: turns } = step.metrics.scalars;
  const cacheRate = chooseCacheRate(step.metrics);
  const places = ["first_turn_ttft", "later_turn_ttft"] as const;
  return [
    ...(turns === null ? [] : [toSingleCells("Turns/Req", formatNumber(turns, 2))]),
    ...(cacheRate === null ? [] : [toSingleCells(
      cacheRate.source === "service" ? "Cache Hit (%)" : "Cache Hit (%), estimate",
      formatNumber(cacheRate.value, 1),
    )]),
    ...places.filter((id) => step.metrics.distributions[id].count > 0).map((id) => toCells(step, id)),
  ];
}

function toSingleCells(label: string, value: string): TextCell[] {
  return [label, value, MISSING, MISSING, MISSING];
}

function toCells(step: StepResult, id: DistributionId): TextCell[] {
  const { label, unit, decimals, evalscopeKey } = METRIC_CATALOG[id];
  const { mean, percentiles, max } = step.metrics.distributions[id];
  const figures = [mean, percentiles[50], percentiles[99], max].map((value) => formatNumber(value, decimals));
  return [evalscopeKey ?? (unit === "tokens" ? label : `${label} (${unit})`), ...figures];
}
