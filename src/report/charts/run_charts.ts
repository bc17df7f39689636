/** All charts of a run as plain data: pages, pictures and terminals draw the same ones. */
import type { ReportModel } from "../model/report_model.ts";
import type { ChartSpec } from "./chart_spec.ts";
import { pointCharts } from "./point_charts.ts";
import { searchCharts, sweepCharts } from "./sweep_charts.ts";
import { watchCharts } from "./watch_charts.ts";

/** The charts of a run, by where they stand. */
export interface RunCharts {
  readonly sweep: readonly ChartSpec[];
  readonly search: readonly ChartSpec[];
  /** One list a point. */
  readonly points: readonly (readonly ChartSpec[])[];
}

/** Makes the charts of a run; `prefix` keeps those of several runs on one page apart. */
export function chartsOf(model: ReportModel, prefix: string): RunCharts {
  const named = (charts: readonly ChartSpec[]) => charts.map((chart) => ({ ...chart, id: `${prefix}-${chart.id}` }));
  return {
    sweep: named(sweepCharts(model.points)),
    search: named(searchCharts(model.search)),
    points: model.points.map((point, index) => {
      const pointPrefix = `${prefix}-p${index}`;
      return [...pointCharts(point, pointPrefix), ...watchCharts(point, pointPrefix)];
    }),
  };
}
