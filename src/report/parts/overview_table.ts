import type { StepResult } from "../../metrics/run_result.ts";
import { listShown, readStatistic } from "../../metrics/shown.ts";
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
  return {
    columns: [
      ...POINT_COLUMNS,
      ...listShown("overview").map(toShownColumn),
      { title: "Failed", align: "right" },
      { title: "Success", align: "right", dropOrder: 10 },
      ...(hasGoodput ? [{ title: "Goodput", align: "right", dropOrder: 1 } as const] : []),
      ...(hasTraces ? [{ title: "Traces", align: "right", dropOrder: 2 } as const] : []),
      { title: "Client", align: "left" },
    ],
    rows: steps.map((step) => toOverviewRow(step, { hasGoodput, hasTraces })),
  };
}

function toOverviewRow(step: StepResult, has: { readonly hasGoodput: boolean; readonly hasTraces: boolean }): TextRow {
  const { scalars } = step.metrics;
  const share = scalars.success_rate === null ? null : scalars.success_rate / 100;
  const tone = toneOfSuccess(share);
  return [
    ...toPointCells(step),
    ...listShown("overview").map(({ id, statistic, definition }) =>
      formatNumber(readStatistic(step.metrics, id, statistic), definition.decimals)
    ),
    { text: formatNumber(scalars.failed_requests ?? 0, 0), tone },
    { text: formatShare(share), tone },
    ...(has.hasGoodput ? [formatShare(scalars.goodput_share)] : []),
    ...(has.hasTraces ? [formatNumber(step.metrics.traces?.count, 0)] : []),
    judgeHealth(step.validity),
  ];
}
