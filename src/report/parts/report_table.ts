import { VERDICT_WORDS } from "./health_line.ts";
import { isDistributionId } from "../../metrics/catalog.ts";
import { isInputOnly, listShown, type ShownMetric } from "../../metrics/shown.ts";
import type { ReportPoint } from "../model/report_model.ts";
import { formatNumber } from "../text/number_text.ts";
import { toShownColumn } from "../text/shown_rows.ts";
import type { TextCell, TextTable } from "../text/text_table.ts";
import { POINT_COLUMNS, toPointCells } from "./overview_table.ts";

/** Builds the overview of a run that was read from a folder: a row a point; what the folder lacks is a dash. */
export function buildReportTable(points: readonly ReportPoint[]): TextTable {
  const figures = listOverview(points);
  return {
    columns: [
      ...POINT_COLUMNS,
      ...figures.map(toShownColumn),
      { title: "Failed", align: "right" },
      { title: "Ending", align: "left" },
      { title: "Client", align: "left" },
    ],
    rows: points.map((point) => [
      ...toPointCells(point),
      ...figures.map((figure) => formatNumber(readFigure(point, figure), figure.definition.decimals)),
      toFailedCell(point),
      point.ending,
      point.validity === null ? "—" : VERDICT_WORDS[point.validity.verdict].en,
    ]),
  };
}

/** Lists the figures of the overview that say something of these points. */
export function listOverview(points: readonly ReportPoint[]): readonly ShownMetric<"overview">[] {
  const hasInputOnly = points.some(({ distributions }) => isInputOnly(distributions));
  return listShown("overview").filter(({ when }) => when !== "inputOnly" || hasInputOnly);
}

/** The figure of a point that the overview shows; `null`: undefined, or the folder does not hold it. */
export function readFigure(point: ReportPoint, { id, statistic }: ShownMetric<"overview">): number | null {
  if (!isDistributionId(id)) return point.scalars[id] ?? null;
  const distribution = point.distributions[id];
  if (distribution === undefined) return null;
  if (statistic === "p50" || statistic === "p99") return distribution.percentiles[statistic === "p50" ? 50 : 99];
  return distribution.mean;
}

function toFailedCell({ scalars }: ReportPoint): TextCell {
  const failed = scalars.failed_requests ?? 0;
  return { text: formatNumber(failed, 0), tone: failed > 0 ? "bad" : "plain" };
}
