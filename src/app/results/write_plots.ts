import { join } from "node:path";
import { toWriteError } from "../../report/files/atomic_file.ts";
import { toSafeName } from "../../report/files/safe_name.ts";
import type { ChartSpec } from "../../report/charts/chart_spec.ts";
import { chartsOf } from "../../report/charts/run_charts.ts";
import type { ReportModel } from "../../report/model/report_model.ts";

/** The forms of pictures. */
export type PlotForm = "svg" | "png";

/** The folder of pictures beside a page. */
export const PLOTS_FOLDER = "plots";

/** Writes all charts of runs as pictures into a folder, and returns their paths. */
export async function writePlots(
  models: readonly ReportModel[],
  forms: readonly PlotForm[],
  folder: string,
): Promise<readonly string[]> {
  if (forms.length === 0) return [];
  const { renderSvgPlot } = await import("../../report/plots/svg_plot.ts");
  const paths: string[] = [];
  for (const { name, spec } of models.flatMap((model) => listPlots(model, models.length > 1))) {
    const svg = renderSvgPlot(spec);
    for (const form of forms) paths.push(await writePlot(join(folder, `${toSafeName(name)}.${form}`), svg, form));
  }
  return paths;
}

interface Plot {
  readonly name: string;
  readonly spec: ChartSpec;
}

/** Names each chart of a run after its point and itself. */
function listPlots(model: ReportModel, isJoined: boolean): readonly Plot[] {
  const prefix = "r";
  const { sweep, search, points } = chartsOf(model, prefix);
  const run = isJoined ? `${model.name}_` : "";
  const bare = (id: string, start: string) => id.slice(start.length + 1);
  return [
    ...[...sweep, ...search].map((spec) => ({ name: `${run}${bare(spec.id, prefix)}`, spec })),
    ...points.flatMap((charts, index) =>
      charts.map((spec) => ({
        name: `${run}${model.points[index]?.name}_${bare(spec.id, `${prefix}-p${index}`)}`,
        spec,
      }))
    ),
  ];
}

async function writePlot(path: string, svg: string, form: PlotForm): Promise<string> {
  const content = form === "svg" ? new TextEncoder().encode(svg) : await drawPng(svg);
  try {
    await Deno.mkdir(join(path, ".."), { recursive: true });
    await Deno.writeFile(path, content);
  } catch (cause) {
    throw toWriteError(path, cause);
  }
  return path;
}

async function drawPng(svg: string): Promise<Uint8Array> {
  const { renderPngPlot } = await import("../../report/plots/png_plot.ts");
  return await renderPngPlot(svg);
}
