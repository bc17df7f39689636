/** Results that are there already: drawn again, listed, looked into. This folder must not know how a load is carried. */
import { dirname, join } from "node:path";
import { DataError } from "../../core/errors.ts";
import { makeFolderFor, writeTextAtomically } from "../../report/files/atomic_file.ts";
import type { ReportModel } from "../../report/model/report_model.ts";
import type { ExportForm } from "./export_runs.ts";
import type { PeerName } from "../../metrics/peers/peer_rules.ts";
import { renderDefinitions } from "../../report/pages/definitions_view.ts";
import { findRuns, type ReadOptions, readReport } from "../../report/reading/read_report.ts";
import { type PlotForm, PLOTS_FOLDER, writePlots } from "./write_plots.ts";
import type { TextStyle } from "../../report/text/tone.ts";

/** The page of a run, in its folder. */
const PAGE_NAME = "perf_report.html";

/** Reads the runs in folders: each folder is that of a run, or holds some. Throws a `DataError` where there is none. */
export async function readRuns(
  folders: readonly string[],
  options: ReadOptions,
): Promise<ReportModel[]> {
  const runs: ReportModel[] = [];
  for (const folder of folders) {
    const found = await findRuns(folder);
    // A folder without runs is named by the reader.
    for (const run of found.length === 0 ? [folder] : found) runs.push(await readReport(run, options));
  }
  return runs;
}

/** What is wanted of a report. */
export interface ReportWish {
  /** Where the page goes; `null`: beside the results. */
  readonly output: string | null;
  readonly forms: readonly ExportForm[];
  readonly plots: readonly PlotForm[];
  /** Tools by whose rules the runs are read as well. */
  readonly definitions: readonly PeerName[];
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** What was written, and what the folders lack. */
export interface MadeReport {
  readonly paths: readonly string[];
  readonly missing: readonly string[];
  /** The points by the rules of the tools that were asked for; empty: none were, or no point can be read so. */
  renderDefinitions(style: TextStyle): string;
}

/** Makes the page of one or several runs anew, and writes them out in other forms. */
export async function makeReport(folders: readonly string[], wish: ReportWish): Promise<MadeReport> {
  const { output, forms, plots, definitions, env } = wish;
  const models = await readRuns(folders, { withDetails: true, definitions });
  const [first] = models;
  if (first === undefined) throw new DataError("Cannot make a report of no run");
  const path = output ?? (models.length === 1 ? join(first.folder, PAGE_NAME) : PAGE_NAME);
  const { renderHtmlReport } = await import("../../report/html/html_report.tsx");
  await makeFolderFor(path);
  await writeTextAtomically(path, renderHtmlReport(models));
  const missing = models.flatMap((model) =>
    model.missing.map(({ en }) => models.length === 1 ? en : `${model.name}: ${en}`)
  );
  const { exportRuns } = await import("./export_runs.ts");
  const exported = await exportRuns(models, forms, { folder: dirname(path), env });
  const pictures = await writePlots(models, plots, join(dirname(path), PLOTS_FOLDER));
  return {
    paths: [path, ...exported, ...pictures],
    missing,
    renderDefinitions: (style) => definitions.length === 0 ? "" : renderDefinitions(models, style),
  };
}
