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

/** The points that have a load, by rising load; of equal loads all. */
export function byLoad(points: readonly ReportPoint[]): readonly ReportPoint[] {
  const axis = loadAxisOf(points);
  const loaded = points.filter((point) => loadOf(point, axis) !== null);
  return loaded.toSorted((a, b) => (loadOf(a, axis) ?? 0) - (loadOf(b, axis) ?? 0));
}

/** Throughput within this share of the best counts as the best: less is noise. */
const SAME_THROUGHPUT_SHARE = 0.95;

/** Where more load brings no more throughput. */
export interface Knee {
  readonly point: ReportPoint;
  /** The highest load tried still brought more: the knee lies beyond. */
  readonly isLast: boolean;
}

/** Finds the lowest load that brings the best throughput; `null` with fewer than two points that brought any. */
export function findKnee(points: readonly ReportPoint[]): Knee | null {
  const ordered = byLoad(points).filter((point) => (scalarOf(point, "request_throughput") ?? 0) > 0);
  if (ordered.length < 2) return null;
  const best = Math.max(...ordered.map((point) => scalarOf(point, "request_throughput") ?? 0));
  const isBest = (point: ReportPoint) => (scalarOf(point, "request_throughput") ?? 0) >= best * SAME_THROUGHPUT_SHARE;
  const point = ordered.find(isBest);
  if (point === undefined) return null;
  const [load, highest] = [point, ordered.at(-1)].map((one) =>
    one === undefined ? null : loadOf(one, loadAxisOf(points))
  );
  return { point, isLast: load === highest };
}
