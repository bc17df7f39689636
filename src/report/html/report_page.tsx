import type { JSX } from "preact";
import type { LiveView } from "../model/live_view.ts";
import type { ReportModel, ReportPoint } from "../model/report_model.ts";
import { suggestionsOf } from "../parts/suggestions.ts";
import { words } from "../../core/words.ts";
import type { ChartSpec } from "../charts/chart_spec.ts";
import type { RunCharts } from "../charts/run_charts.ts";
import { labelled, T } from "./language.tsx";
import { ChartFigure } from "./sections/chart_figure.tsx";
import { LiveSection } from "./sections/live_section.tsx";
import { PointSection } from "./sections/point_section.tsx";
import { SetupSection } from "./sections/setup_section.tsx";
import { SuggestionSection } from "./sections/suggestion_section.tsx";
import { SweepSection } from "./sections/sweep_section.tsx";
import { VerdictSection } from "./sections/verdict_section.tsx";

interface RunReportParts {
  readonly model: ReportModel;
  readonly charts: RunCharts;
  readonly prefix: string;
  readonly arePanelsPacked: boolean;
}

/** One run of a page. */
function RunReport({ model, charts, prefix, arePanelsPacked }: RunReportParts): JSX.Element {
  return (
    <>
      <VerdictSection model={model} />
      <SetupSection model={model} prefix={prefix} />
      {model.points.length > 1 && <SweepSection model={model} charts={charts.sweep} prefix={prefix} />}
      {charts.search.length > 0 && (
        <section>
          {charts.search.map((spec) => <ChartFigure key={spec.id} spec={spec} />)}
        </section>
      )}
      <Points model={model} charts={charts.points} prefix={prefix} arePanelsPacked={arePanelsPacked} />
      <SuggestionSection suggestions={suggestionsOf(model)} prefix={prefix} />
    </>
  );
}

interface PointsParts extends Pick<RunReportParts, "model" | "prefix" | "arePanelsPacked"> {
  readonly charts: RunCharts["points"];
}

function Points({ model, charts, prefix, arePanelsPacked }: PointsParts): JSX.Element | null {
  if (model.points.length === 0) return null;
  const last = model.points.length - 1;
  return (
    <section aria-labelledby={`${prefix}-points`}>
      <h2 id={`${prefix}-points`}>
        <T text={model.points.length === 1 ? words("The point", "测试点") : words("Point by point", "逐个测试点")} />
      </h2>
      {model.points.length > 1 && (
        <div class="tabs" role="tablist" {...labelled(words("Points", "测试点"))}>
          {model.points.map(({ name }, index) => (
            <button
              key={name}
              type="button"
              role="tab"
              id={`${prefix}-tab-${index}`}
              aria-controls={panelId(prefix, index)}
              aria-selected={index === last}
            >
              {name}
            </button>
          ))}
        </div>
      )}
      {model.points.map((point, index) => (
        <div
          key={point.name}
          {...(model.points.length > 1 ? { role: "tabpanel", "aria-labelledby": `${prefix}-tab-${index}` } : {})}
          id={panelId(prefix, index)}
        >
          {(model.points.length === 1 || !arePanelsPacked) && <PointPanel point={point} charts={charts[index] ?? []} />}
        </div>
      ))}
    </section>
  );
}

/** The id of the panel of a point. */
export function panelId(prefix: string, index: number): string {
  return `${prefix}-panel-${index}`;
}

/** What is told of a point. */
export function PointPanel(
  { point, charts }: { readonly point: ReportPoint; readonly charts: readonly ChartSpec[] },
): JSX.Element {
  return (
    <>
      <h3>{point.name}</h3>
      <PointSection point={point} charts={charts} />
    </>
  );
}

/** What a page shows. */
export interface PageContent {
  readonly models: readonly ReportModel[];
  readonly charts: readonly RunCharts[];
  /** The run goes on. */
  readonly live: { readonly view: LiveView | null } | undefined;
  /** Several points do not stand in the text: the page's code puts them there. */
  readonly arePanelsPacked: boolean;
}

/** All runs of a page; below how far the run is, where it goes on. */
export function MainContent({ models, charts, live, arePanelsPacked }: PageContent): JSX.Element {
  return (
    <>
      {live !== undefined && <LiveSection live={live.view} />}
      {models.map((model, index) => (
        <div key={model.folder}>
          {models.length > 1 && <h2>{model.name} · {model.folder}</h2>}
          <RunReport
            model={model}
            charts={charts[index] ?? NO_CHARTS}
            prefix={runPrefix(index)}
            arePanelsPacked={arePanelsPacked}
          />
        </div>
      ))}
    </>
  );
}

/** How the ids of a run of a page begin. */
export function runPrefix(index: number): string {
  return `r${index}`;
}

const NO_CHARTS: RunCharts = { sweep: [], search: [], points: [] };

/** The title of a page: the models that were tested. */
export function titleOf(models: readonly ReportModel[]): string {
  const names = [...new Set(models.map(({ context }) => context.model))];
  return `streamgauge · ${names.join(", ")}`;
}
