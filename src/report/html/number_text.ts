import { METRIC_CATALOG, type MetricId } from "../../metrics/catalog.ts";
import { formatNumber } from "../text/number_text.ts";

/** Writes a figure with the decimals and separators of its metric; `—` where it is undefined. */
export function figureText(id: MetricId, value: number | null | undefined): string {
  return formatNumber(value, METRIC_CATALOG[id].decimals);
}
