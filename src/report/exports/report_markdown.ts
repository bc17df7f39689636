import { toVisibleData } from "../../core/visible_text.ts";
import type { ReportModel, ReportPoint } from "../model/report_model.ts";
import { describeFailureKind } from "../parts/failure_table.ts";
import { VERDICT_WORDS } from "../parts/health_line.ts";
import { headlineOf } from "../parts/headline.ts";
import { listOverview, readFigure } from "../parts/report_table.ts";
import { buildStageTable } from "../parts/stage_table.ts";
import { suggestionsOf } from "../parts/suggestions.ts";
import { toMarkdownTable, toMarkdownText } from "../text/markdown.ts";
import { formatNumber, formatSetting } from "../text/number_text.ts";

/** Writes runs as Markdown: the sentence that answers each, a row a point, stages of the load, failures, suggestions. */
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
    ...points.flatMap(describeStages),
    ...describeFailures(points),
    ...describeSuggestions(model),
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
    point.validity === null ? "—" : VERDICT_WORDS[point.validity.verdict].en,
  ]);
  return toMarkdownTable(columns, rows);
}

/** Stages of a load; slices of time of a long point are too many here. */
function describeStages({ name, stages }: ReportPoint): string[] {
  const loaded = (stages ?? []).filter(({ load }) => load !== null);
  if (loaded.length === 0) return [];
  const { columns, rows } = buildStageTable(loaded);
  const table = toMarkdownTable(
    columns.map(({ title, align }) => align === "left" ? { text: title } : title),
    rows.flatMap((row) =>
      typeof row === "object" && "map" in row ? [row.map((cell) => typeof cell === "string" ? cell : cell.text)] : []
    ),
  );
  return [`${toMarkdownText(name)} by stage:`, table];
}

function describeSuggestions(model: ReportModel): string[] {
  const suggestions = suggestionsOf(model).map(({ rule, because, advice }) =>
    `- ${toMarkdownText(advice.en)} (${toMarkdownText(because.en)}; ${toMarkdownText(rule)})`
  );
  return suggestions.length === 0 ? [] : [suggestions.join("\n")];
}

const FAILURE_COLUMNS = [{ text: "Point" }, { text: "Failure" }, "Count", { text: "Example" }];

function describeFailures(points: readonly ReportPoint[]): string[] {
  const rows = points.flatMap(({ name, failures }) =>
    failures.map((failure) => [name, describeFailureKind(failure), String(failure.count), failure.examples[0] ?? ""])
  );
  return rows.length === 0 ? [] : [toMarkdownTable(FAILURE_COLUMNS, rows)];
}
