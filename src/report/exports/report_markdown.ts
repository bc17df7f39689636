import { toVisibleData } from "../../core/visible_text.ts";
import type { ReportModel, ReportPoint } from "../model/report_model.ts";
import { describeFailureKind } from "../parts/failure_table.ts";
import { headlineOf } from "../parts/headline.ts";
import { listOverview, readFigure } from "../parts/report_table.ts";
import { toMarkdownTable, toMarkdownText } from "../text/markdown.ts";
import { formatNumber, formatSetting } from "../text/number_text.ts";

/** Writes runs as Markdown: the sentence that answers each, a row a point, failures. */
export function toReportMarkdown(given: readonly ReportModel[]): string {
  return `${toVisibleData(given).map(describeRun).join("\n\n")}\n`;
}

function describeRun(model: ReportModel): string {
  const { context, points, missing } = model;
  const what = [context.model, context.dataset, context.url, context.startedAt].filter((part) => part !== null);
  return [
    `## ${toMarkdownText(model.name)}`,
    toMarkdownText(headlineOf(model).en),
    toMarkdownText(what.join(" · ")),
    describePoints(points),
    ...describeFailures(points),
    ...missing.map(({ en }) => `> ${toMarkdownText(en)}`),
  ].join("\n\n");
}

function describePoints(points: readonly ReportPoint[]): string {
  const figures = listOverview(points);
  const titles = figures.map(({ title }) => title);
  const columns = ["Conc.", "Rate", ...titles, "Failed", { text: "Ending" }, { text: "Client" }];
  const rows = points.map((point) => [
    formatSetting(point.parallel),
    formatSetting(point.rate),
    ...figures.map((figure) => formatNumber(readFigure(point, figure), figure.definition.decimals)),
    formatNumber(point.scalars.failed_requests ?? 0, 0),
    point.ending,
    point.validity?.verdict ?? "—",
  ]);
  return toMarkdownTable(columns, rows);
}

const FAILURE_COLUMNS = [{ text: "Point" }, { text: "Failure" }, "Count", { text: "Example" }];

function describeFailures(points: readonly ReportPoint[]): string[] {
  const rows = points.flatMap(({ name, failures }) =>
    failures.map((failure) => [name, describeFailureKind(failure), String(failure.count), failure.examples[0] ?? ""])
  );
  return rows.length === 0 ? [] : [toMarkdownTable(FAILURE_COLUMNS, rows)];
}
