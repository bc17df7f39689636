/** Charts as the data of a page: small enough that a page of many points stays small. Read by browsers too. */
import type { ChartSpec, Series, SeriesPoint } from "./chart_spec.ts";

/** Values that lie evenly: the first and the distance; others one by one. */
type Column = { readonly from: number; readonly step: number } | readonly (number | null)[];

/** A series whose points are two columns. */
export type PackedSeries = Omit<Series, "points"> & {
  readonly count: number;
  readonly x: Column;
  readonly y: Column;
};

/** A chart with packed series. */
export type PackedChart = Omit<ChartSpec, "series"> & { readonly series: readonly PackedSeries[] };

/** Four figures are more than a picture can show. */
const SHOWN_FIGURES = 4;
/** A part of the distance between two values that nobody sees. */
const UNSEEN_SHARE = 1e-3;
/** Fewer are no shorter as a rule. */
const LEAST_EVEN = 4;

/** Packs the points of charts and rounds all numbers. */
export function packCharts(charts: readonly ChartSpec[]): readonly PackedChart[] {
  return charts.map(({ series, ...chart }) => ({
    ...chart,
    series: series.map(({ points, lanes, ...rest }) => ({
      ...rest,
      ...(lanes === undefined ? {} : { lanes: roundAll(lanes) }),
      count: points.length,
      x: packColumn(points.map(([x]) => x)),
      y: packColumn(points.map(([, y]) => y)),
    })),
  }));
}

function packColumn(values: readonly (number | null)[]): Column {
  const [first, last] = [values[0] ?? null, values.at(-1) ?? null];
  if (values.length < LEAST_EVEN || first === null || last === null) return roundAll(values);
  const step = (last - first) / (values.length - 1);
  const isEven = values.every((value, index) => {
    return value !== null && Math.abs(first + index * step - value) <= Math.abs(step) * UNSEEN_SHARE;
  });
  return isEven ? { from: first, step } : roundAll(values);
}

function roundAll<Data>(data: Data): Data {
  return JSON.parse(JSON.stringify(data, (_key, value: unknown) => {
    return typeof value === "number" && !Number.isInteger(value) ? Number(value.toPrecision(SHOWN_FIGURES)) : value;
  }));
}

/** Makes charts of the data again. */
export function unpackCharts(charts: readonly PackedChart[]): readonly ChartSpec[] {
  return charts.map(({ series, ...chart }) => ({
    ...chart,
    series: series.map(({ count, x, y, ...rest }) => ({
      ...rest,
      points: Array.from({ length: count }, (_, index): SeriesPoint => [valueAt(x, index) ?? 0, valueAt(y, index)]),
    })),
  }));
}

function valueAt(column: Column, index: number): number | null {
  return "step" in column ? column.from + index * column.step : column[index] ?? null;
}
