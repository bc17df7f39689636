import { DataError, UsageError } from "../../core/errors.ts";
import type { JsonObject } from "../../core/json.ts";
import { renderRunView } from "../../report/pages/run_view.ts";
import type { ReportModel } from "../../report/model/report_model.ts";
import { findDatabase } from "../../report/reading/own_report.ts";
import { readReport } from "../../report/reading/read_report.ts";
import { readStoredRequest } from "../../report/reading/stored_request.ts";
import type { TextStyle } from "../../report/text/tone.ts";

/** A run that was read, as JSON or as text. */
export interface ShownRun {
  readonly model: ReportModel;
  render(style: TextStyle): string;
}

/** Reads a run to be shown. */
export async function showRun(folder: string): Promise<ShownRun> {
  const model = await readReport(folder, { withDetails: false });
  return { model, render: (style) => renderRunView(model, style) };
}

/** Reads all that is kept of one request of a run; `point` says of which point, where there are several. */
export async function showRequest(
  folder: string,
  { request, point }: { readonly request: number; readonly point: string | null },
): Promise<JsonObject> {
  const model = await readReport(folder, { withDetails: false });
  const names = model.points.map(({ name }) => name);
  const chosen = point ?? (names.length === 1 ? names[0] ?? "" : null);
  if (chosen === null || !names.includes(chosen)) {
    throw new UsageError(chosen === null ? "The run has several points" : `There is no point "${chosen}"`, {
      hint: `Name one with --point: ${names.join(", ")}`,
    });
  }
  const path = await findDatabase(model.folder, chosen);
  if (path !== null) return readStoredRequest(path, request);
  throw new DataError(`Cannot show a request of ${chosen}: it has no database`);
}
