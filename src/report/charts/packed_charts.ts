/** Charts as the data of a page: small enough that a page of many points stays small. Read by browsers too. */
import type { ChartSpec, Series, SeriesPoint } from "./chart_spec.ts";
import { type Column, packColumn, unpackColumn } from "./packed_column.ts";
import { type PackedLanes, packLanes, unpackLanes } from "./packed_lanes.ts";

/** What the charts of many points have in common: all but their numbers. */
type Frame = Omit<ChartSpec, "id" | "series"> & { readonly series: readonly Omit<Series, "points" | "lanes">[] };

interface PackedSeries {
  readonly count: number;
  readonly x: Column;
  readonly y: Column;
  readonly lanes?: PackedLanes;
}

/** A chart: which frame it has, and the numbers of its series. */
interface PackedChart {
  readonly id: string;
  readonly frame: number;
  readonly series: readonly PackedSeries[];
}

/** All charts of a page. */
export interface PackedCharts {
  readonly frames: readonly Frame[];
  readonly charts: readonly PackedChart[];
}

/** Packs the points of charts and rounds all numbers. */
export function packCharts(charts: readonly ChartSpec[]): PackedCharts {
  const frames = new Map<string, number>();
  const packed = charts.map((chart) => {
    const frame = JSON.stringify(frameOf(chart));
    const index = frames.get(frame) ?? frames.size;
    frames.set(frame, index);
    return { id: chart.id, frame: index, series: chart.series.map(packSeries) };
  });
  return { frames: [...frames.keys()].map((frame) => JSON.parse(frame)), charts: packed };
}

function frameOf({ id: _id, series, ...frame }: ChartSpec): Frame {
  return { ...frame, series: series.map(({ points: _points, lanes: _lanes, ...rest }) => rest) };
}

function packSeries({ points, lanes }: Series): PackedSeries {
  return {
    count: points.length,
    x: packColumn(points.map(([x]) => x)),
    y: packColumn(points.map(([, y]) => y)),
    ...(lanes === undefined ? {} : { lanes: packLanes(lanes) }),
  };
}

/** Makes charts of the data again. */
export function unpackCharts({ frames, charts }: PackedCharts): readonly ChartSpec[] {
  return charts.flatMap(({ id, frame: index, series }) => {
    const frame = frames[index];
    if (frame === undefined) return [];
    return [{ ...frame, id, series: frame.series.flatMap((rest, at) => unpackSeries(rest, series[at])) }];
  });
}

function unpackSeries(rest: Frame["series"][number], packed: PackedSeries | undefined): readonly Series[] {
  if (packed === undefined) return [];
  const { count, x, y, lanes } = packed;
  const [xs, ys] = [unpackColumn(x, count), unpackColumn(y, count)];
  const points = xs.map((value, index): SeriesPoint => [value ?? 0, ys[index] ?? null]);
  return [{ ...rest, points, ...(lanes === undefined ? {} : { lanes: unpackLanes(lanes) }) }];
}
