import { DISTRIBUTION_IDS, METRIC_CATALOG, SCALAR_IDS } from "../../metrics/catalog.ts";
import type { ReportPoint } from "../model/report_model.ts";

type Cell = string | number | null;

const PERCENTILES = [50, 90, 95, 99] as const;

/** The head of `points.csv`: every metric, its unit in the name; of distributions mean and percentiles. */
export function pointHead(): string[] {
  const scalars = SCALAR_IDS.map((id) => `${id} (${METRIC_CATALOG[id].unit})`);
  const distributions = DISTRIBUTION_IDS.flatMap((id) => {
    const { unit } = METRIC_CATALOG[id];
    return [`${id} mean (${unit})`, ...PERCENTILES.map((percentile) => `${id} p${percentile} (${unit})`)];
  });
  return ["run", "point", "parallel", "rate", "number", "ending", "validity", ...scalars, ...distributions];
}

/** The line of a point below that head. */
export function toPointCells(run: string, point: ReportPoint): Cell[] {
  const distributions = DISTRIBUTION_IDS.flatMap((id) => {
    const summary = point.distributions[id];
    return [summary?.mean ?? null, ...PERCENTILES.map((percentile) => summary?.percentiles[percentile] ?? null)];
  });
  return [
    run,
    point.name,
    point.parallel,
    point.rate,
    point.number,
    point.ending,
    point.validity?.verdict ?? null,
    ...SCALAR_IDS.map((id) => point.scalars[id] ?? null),
    ...distributions,
  ];
}
