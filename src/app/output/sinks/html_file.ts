import { writeTextAtomically } from "../../../report/files/atomic_file.ts";
import type { RunJson } from "../../../report/files/run_json.ts";
import { renderHtmlReport } from "../../../report/html/html_report.tsx";
import { toOwnReport } from "../../../report/reading/own_report.ts";

/** A run with the folder in which its files lie. */
export interface ReportedRun {
  readonly run: RunJson;
  readonly folder: string;
}

/** Writes the page of one or several runs. */
export async function writeHtmlReport(path: string, runs: readonly ReportedRun[]): Promise<void> {
  const models = await Promise.all(runs.map(({ run, folder }) => toOwnReport(run, folder)));
  await writeTextAtomically(path, renderHtmlReport(models));
}
