import type { ChartSpec } from "../../report/charts/chart_spec.ts";
import { chartsOf, type RunCharts } from "../../report/charts/run_charts.ts";
import { drawTextChart } from "../../report/charts/text_chart.ts";
import type { ReportModel } from "../../report/model/report_model.ts";
import { toVisible } from "../../core/visible_text.ts";
import { readRuns } from "./make_report.ts";

/** A chart that people ask for by name. */
export type ChartName =
  | "throughput"
  | "trade-off"
  | "ttft"
  | "tpot"
  | "itl"
  | "latency"
  | "success"
  | "search"
  | "time"
  | "requests"
  | "prompts";

/** Where a chart of this name is: in that of the sweep, else in those of each point; by the ends of their ids. */
const PLACES = {
  throughput: { sweep: ["throughput"], points: ["flow"] },
  "trade-off": { sweep: ["trade-off"], points: [] },
  ttft: { sweep: ["load-ttft"], points: ["shape-ttft"] },
  tpot: { sweep: ["load-tpot"], points: ["shape-tpot"] },
  itl: { sweep: [], points: ["shape-itl"] },
  latency: { sweep: ["load-latency"], points: ["shape-latency"] },
  success: { sweep: ["success"], points: ["flow"] },
  search: { sweep: ["search"], points: [] },
  time: { sweep: [], points: ["flow", "waiting"] },
  requests: { sweep: [], points: ["lanes"] },
  prompts: { sweep: [], points: ["prompt-ttft"] },
} satisfies Record<ChartName, { readonly sweep: readonly string[]; readonly points: readonly string[] }>;

const PLOT_ROWS = 12;

/** Draws charts of runs for a terminal; says of each that a run does not have. */
export async function drawCharts(
  folders: readonly string[],
  names: readonly ChartName[],
  width: number,
): Promise<string> {
  const models = await readRuns(folders, { withDetails: true });
  const parts = models.flatMap((model) => {
    const drawn = names.flatMap((name) => drawNamed(model, name, width));
    return models.length === 1 ? drawn : [`${model.name} · ${model.folder}`, ...drawn];
  });
  return toVisible(parts.join("\n\n"));
}

function drawNamed(model: ReportModel, name: ChartName, width: number): readonly string[] {
  const found = findCharts(chartsOf(model, "r"), name);
  if (found.length === 0) return [`${name}: the run has no such chart`];
  return found.map(({ spec, point }) => {
    const lines = drawTextChart(spec, { width, rows: PLOT_ROWS });
    const place = point === null || model.points.length === 1 ? "" : `, ${model.points[point]?.name}`;
    return [`${spec.title.en}${place}`, ...lines].join("\n");
  });
}

interface Found {
  readonly spec: ChartSpec;
  /** Of which point; `null`: of all. */
  readonly point: number | null;
}

function findCharts({ sweep, search, points }: RunCharts, name: ChartName): readonly Found[] {
  const wanted = PLACES[name];
  const isWanted = (ends: readonly string[]) => ({ id }: ChartSpec) => ends.some((end) => id.endsWith(`-${end}`));
  const shared = [...sweep, ...search].filter(isWanted(wanted.sweep)).map((spec) => ({ spec, point: null }));
  if (shared.length > 0) return shared;
  return points.flatMap((charts, point) => charts.filter(isWanted(wanted.points)).map((spec) => ({ spec, point })));
}
