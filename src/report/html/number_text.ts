import { METRIC_CATALOG, type MetricId } from "../../metrics/catalog.ts";

/** Writes a figure with the decimals and separators of its metric; `—` where it is undefined. */
export function figureText(id: MetricId, value: number | null | undefined): string {
  return value === null || value === undefined ? "—" : numberText(value, METRIC_CATALOG[id].decimals);
}

/** Writes a number with separators and so many decimals. */
export function numberText(value: number, decimals: number): string {
  let format = FORMATS.get(decimals);
  if (format === undefined) {
    format = new Intl.NumberFormat("en", { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
    FORMATS.set(decimals, format);
  }
  return format.format(value);
}

/** Making one takes longer than writing a thousand numbers. */
const FORMATS = new Map<number, Intl.NumberFormat>();
