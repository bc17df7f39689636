import type { GroupMetrics, StepMetrics } from "../../metrics/step_metrics.ts";
import { listShown } from "../../metrics/shown.ts";
import { readGroupFigure } from "../../metrics/tallies/group_tally.ts";
import { GROUP_DIMENSIONS, type GroupDimension } from "../../metrics/tallies/group_dimensions.ts";
import { formatNumber, formatShare } from "../text/number_text.ts";
import { toShownColumn } from "../text/shown_rows.ts";
import type { TextColumn, TextRow, TextTable } from "../text/text_table.ts";
import { toneOfSuccess } from "../text/tone.ts";

/** How the table of each kind of groups and its first column are called. */
const TITLES = {
  label: ["Results by class", "Class"],
  model: ["Results by model", "Model"],
  endpoint: ["Results by address", "Address"],
  agent: ["Results by agent", "Agent"],
} as const satisfies Record<GroupDimension, readonly [string, string]>;

/** Builds the tables of results by class, by model, by address and by agent; none where a step has one of each. */
export function buildGroupTables({ groups }: StepMetrics): readonly (TextTable & { readonly title: string })[] {
  return GROUP_DIMENSIONS.flatMap((by) => {
    const own = groups.filter((group) => group.by === by);
    if (own.length === 0) return [];
    const hasGoodput = own.some((group) => group.goodputShare !== null);
    return [{
      title: TITLES[by][0],
      columns: toColumns(by, hasGoodput),
      rows: own.map((group) => toRow(group, hasGoodput)),
    }];
  });
}

function toColumns(by: GroupMetrics["by"], hasGoodput: boolean): TextColumn[] {
  return [
    { title: TITLES[by][1], align: "left", canShrink: true },
    { title: "Num", align: "right" },
    { title: "Success", align: "right", dropOrder: 1 },
    { title: "RPS", align: "right" },
    ...listShown("groups").map(toShownColumn),
    ...(hasGoodput ? [{ title: "Goodput", align: "right" } as const] : []),
  ];
}

function toRow(group: GroupMetrics, hasGoodput: boolean): TextRow {
  const { name, requests, succeeded, requestsPerSecond, goodputShare } = group;
  const share = requests === 0 ? null : succeeded / requests;
  return [
    name,
    formatNumber(requests, 0),
    { text: formatShare(share), tone: toneOfSuccess(share) },
    formatNumber(requestsPerSecond, 2),
    ...listShown("groups").map(({ id, statistic, definition }) =>
      formatNumber(readGroupFigure(group.distributions, id, statistic), definition.decimals)
    ),
    ...(hasGoodput ? [formatShare(goodputShare)] : []),
  ];
}
