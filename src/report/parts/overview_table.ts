import type { StepResult } from "../../metrics/run_result.ts";
import { listShown, listVisible, readStatistic, type ShownMetric } from "../../metrics/shown.ts";
import { formatNumber, formatSetting, formatShare } from "../text/number_text.ts";
import { judgeHealth } from "./health_line.ts";
import { toShownColumn } from "../text/shown_rows.ts";
import type { TextColumn, TextRow, TextTable } from "../text/text_table.ts";
import { toneOfSuccess } from "../text/tone.ts";

/** The columns that say which point a row is about. */
export const POINT_COLUMNS: readonly TextColumn[] = [
  { title: "Conc.", align: "right" },
  { title: "Rate", align: "right" },
];

/** What a row is about: a step or its repeats. */
export type Point = Pick<StepResult, "parallel" | "rate">;

/** The cells below `POINT_COLUMNS`. */
export function toPointCells({ parallel, rate }: Point): string[] {
  return [formatSetting(parallel), formatSetting(rate)];
}

/** Builds the overview of a run: a row a point, with the verdict on the client. */
export function buildOverviewTable(steps: readonly StepResult[]): TextTable {
  const hasGoodput = steps.some((step) => step.metrics.goodput !== null);
  const hasTraces = steps.some((step) => step.metrics.traces !== null);
  const figures = listShown("overview").filter(({ id }) =>
    steps.some(({ metrics }) => listVisible("overview", metrics).some((shown) => shown.id === id))
  );
  return {
    columns: [
      ...POINT_COLUMNS,
      ...figures.map(toShownColumn),
      { title: "Failed", align: "right" },
      { title: "Success", align: "right", dropOrder: 10 },
      ...(hasGoodput ? [{ title: "Goodput", align: "right", dropOrder: 1 } as const] : []),
      ...(hasTraces ? [{ title: "Traces", align: "right", dropOrder: 2 } as const] : []),
      { title: "Client", align: "left" },
    ],
    rows: steps.map((step) => toOverviewRow(step, { figures, hasGoodput, hasTraces })),
  };
}

interface OverviewParts {
  readonly figures: readonly ShownMetric<"overview">[];
  readonly hasGoodput: boolean;
  readonly hasTraces: boolean;
}

function toOverviewRow(step: StepResult, { figures, hasGoodput, hasTraces }: OverviewParts): TextRow {
  const { scalars } = step.metrics;
  const share = scalars.success_rate === null ? null : scalars.success_rate / 100;
  const tone = toneOfSuccess(share);
  return [
    ...toPointCells(step),
    ...figures.map(({ id, statistic, definition }) =>
      formatNumber(readStatistic(step.metrics, id, statistic), definition.decimals)
    ),
    { text: formatNumber(scalars.failed_requests ?? 0, 0), tone },
    { text: formatShare(share), tone },
    ...(hasGoodput ? [formatShare(scalars.goodput_share)] : []),
    ...(hasTraces ? [formatNumber(step.metrics.traces?.count, 0)] : []),
    judgeHealth(step.validity),
  ];
}
