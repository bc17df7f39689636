import { toVisibleData } from "../../core/visible_text.ts";
import type { ReportModel, ReportPoint } from "../model/report_model.ts";
import { describeFailure } from "../parts/failure_table.ts";
import { headlineOf } from "../parts/headline.ts";
import { buildReportTable } from "../parts/report_table.ts";
import { wrapText } from "../text/fitted_text.ts";
import { formatNumber } from "../text/number_text.ts";
import { drawTable } from "../text/text_table.ts";
import { paint, type TextStyle } from "../text/tone.ts";

/** Renders a run that was read from a folder: what it was, the sentence that answers it, a row a point, failures. */
export function renderRunView(given: ReportModel, style: TextStyle): string {
  const model = toVisibleData(given);
  const { context, points } = model;
  const what = [context.model, context.dataset, context.url, context.startedAt].filter((part) => part !== null);
  return [
    `${model.folder} (${model.source})`,
    ...wrapText(what.join(" · "), style.width, "  "),
    ...wrapText(headlineOf(model).en, style.width, "  "),
    drawTable(buildReportTable(points), style).text,
    ...points.flatMap((point) => renderFailures(point, style)),
    ...model.missing.flatMap(({ en }) =>
      wrapText(en, style.width, "  ").map((line) => paint(line, "warning", style.color))
    ),
  ].join("\n");
}

function renderFailures({ name, failures }: ReportPoint, style: TextStyle): string[] {
  return failures.toSorted((a, b) => b.count - a.count).flatMap((failure) => {
    const text = `${name}: ${formatNumber(failure.count, 0)} × ${describeFailure(failure)}`;
    return wrapText(text, style.width, "  ").map((line) => paint(line, "bad", style.color));
  });
}
