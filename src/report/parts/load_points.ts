import type { DistributionId, ScalarId } from "../../metrics/catalog.ts";
import type { Percentile } from "../../metrics/step_metrics.ts";
import type { ReportPoint } from "../model/report_model.ts";

/** What varies between the points of a sweep. */
export type LoadAxis = "parallel" | "rate";

/** A scalar of a point; `null` where it is undefined or the folder does not hold it. */
export function scalarOf(point: ReportPoint, id: ScalarId): number | null {
  return point.scalars[id] ?? null;
}

/** A percentile of a point; `null` where it is undefined. */
export function percentileOf(point: ReportPoint, id: DistributionId, percent: Percentile): number | null {
  return point.distributions[id]?.percentiles[percent] ?? null;
}

/** What the points of a sweep differ in: the rate where there is one, the slots otherwise. */
export function loadAxisOf(points: readonly ReportPoint[]): LoadAxis {
  const rates = new Set(points.map(({ rate }) => rate));
  return rates.size > 1 || points.every(({ parallel }) => parallel === null) ? "rate" : "parallel";
}

/** The load of a point; `null`: without limit. */
export function loadOf(point: ReportPoint, axis: LoadAxis): number | null {
  return axis === "rate" ? point.rate : point.parallel;
}

/** A load of a sweep: one point, or the repeats of one. */
export interface Load {
  readonly load: number;
  readonly points: readonly ReportPoint[];
}

/** The loads of a sweep, rising; points without a load are left out. */
export function loadsOf(points: readonly ReportPoint[]): readonly Load[] {
  const axis = loadAxisOf(points);
  const byLoad = Map.groupBy(points, (point) => loadOf(point, axis));
  return [...byLoad].flatMap(([load, repeats]) => load === null ? [] : [{ load, points: repeats }])
    .toSorted((a, b) => a.load - b.load);
}

/** The mean of a figure over the points that have it; `null`: none has. */
export function meanOf(
  points: readonly ReportPoint[],
  pick: (point: ReportPoint) => number | null,
): number | null {
  const known = points.map(pick).filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
}

/** Throughput within this share of the best counts as the best: less is noise. */
const SAME_THROUGHPUT_SHARE = 0.95;

/** Where more load brings no more throughput. */
export interface Knee extends Load {
  /** The highest load tried still brought more: the knee lies beyond. */
  readonly isLast: boolean;
}

/** Finds the lowest load that brings the best throughput; `null` with fewer than two loads that brought any. */
export function findKnee(points: readonly ReportPoint[]): Knee | null {
  const loads = loadsOf(points).filter((load) => requestRate(load) > 0);
  if (loads.length < 2) return null;
  const best = Math.max(...loads.map(requestRate));
  const knee = loads.find((load) => requestRate(load) >= best * SAME_THROUGHPUT_SHARE);
  return knee === undefined ? null : { ...knee, isLast: knee === loads.at(-1) };
}

/** Requests per second at a load; 0 where nothing succeeded. */
export function requestRate({ points }: Load): number {
  return meanOf(points, (point) => scalarOf(point, "request_throughput")) ?? 0;
}
