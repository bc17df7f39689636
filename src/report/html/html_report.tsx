/**
 * A run as a page: one file that works offline, in two languages, on screens and on paper. Rendered here, moved by the
 * code of `client/`.
 */
import type { ChartSpec } from "../charts/chart_spec.ts";
import { packCharts, type PackedCharts } from "../charts/packed_charts.ts";
import { chartsOf, type RunCharts } from "../charts/run_charts.ts";
import type { LiveView } from "../model/live_view.ts";
import type { ReportModel } from "../model/report_model.ts";
import { renderDocument, renderVisible } from "./document.tsx";
import { MainContent, panelId, PointPanel, runPrefix, titleOf } from "./report_page.tsx";

/** How far the run of a page is. */
export interface LiveState {
  /** `null`: nothing has been sent yet. */
  readonly view: LiveView | null;
}

/** What of a page changes while its run goes on. */
export interface LivePageParts {
  /** The content of `main`. */
  readonly main: string;
  readonly charts: PackedCharts;
}

/** Renders what of a live page has changed, by the same components. */
export function renderLiveParts(models: readonly ReportModel[], live: LiveState): LivePageParts {
  const charts = chartModels(models);
  const main = renderVisible(<MainContent models={models} charts={charts} live={live} arePanelsPacked={false} />);
  return { main, charts: packCharts(charts.flatMap(allCharts)) };
}

/** Renders the page of one or several runs. */
export function renderHtmlReport(models: readonly ReportModel[], live?: LiveState): string {
  const charts = chartModels(models);
  const isLive = live !== undefined;
  return renderDocument({
    title: titleOf(models),
    main: <MainContent models={models} charts={charts} live={live} arePanelsPacked={!isLive} />,
    panels: isLive ? {} : renderPanels(models, charts),
    charts: charts.flatMap(allCharts),
    isLive,
  });
}

/** All points of runs that have several: packed they take a tenth of the room. */
function renderPanels(models: readonly ReportModel[], charts: readonly RunCharts[]): Readonly<Record<string, string>> {
  const panels = models.flatMap(({ points }, run) =>
    (points.length === 1 ? [] : points).map((point, index) => {
      const panel = <PointPanel point={point} charts={charts[run]?.points[index] ?? []} />;
      return [panelId(runPrefix(run), index), renderVisible(panel)] as const;
    })
  );
  return Object.fromEntries(panels);
}

function chartModels(models: readonly ReportModel[]): readonly RunCharts[] {
  return models.map((model, index) => chartsOf(model, runPrefix(index)));
}

function allCharts({ sweep, search, points }: RunCharts): readonly ChartSpec[] {
  return [...sweep, ...search, ...points.flat()];
}
