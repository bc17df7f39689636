import { DataError } from "../../core/errors.ts";
import { isThere } from "../../core/files.ts";
import { findRuns, readReport } from "../../report/reading/read_report.ts";

/** One run in a list. */
export interface ListedRun {
  readonly folder: string;
  readonly source: string;
  readonly startedAt: string | null;
  readonly model: string;
  readonly dataset: string | null;
  readonly points: number;
  readonly requests: number;
  readonly failed: number;
  readonly isPartial: boolean;
}

/** Lists the runs in a folder of outputs. */
export async function listRuns(folder: string): Promise<ListedRun[]> {
  if (!await isThere(folder)) {
    throw new DataError(`Cannot list the runs in "${folder}": there is no such folder`, {
      hint: "Name the folder that --outputs-dir named",
    });
  }
  const runs: ListedRun[] = [];
  for (const path of await findRuns(folder)) {
    const { source, context, points } = await readReport(path, { withDetails: false });
    const sum = (id: "total_requests" | "failed_requests") =>
      points.reduce((total, { scalars }) => total + (scalars[id] ?? 0), 0);
    runs.push({
      folder: path,
      source,
      startedAt: context.startedAt,
      model: context.model,
      dataset: context.dataset,
      points: points.length,
      requests: sum("total_requests"),
      failed: sum("failed_requests"),
      isPartial: context.isPartial,
    });
  }
  return runs;
}
