import { isDistributionId } from "../../metrics/catalog.ts";
import type { RepeatStatistic, RepeatSummary } from "../../metrics/repeats.ts";
import type { RepeatedStep } from "../../metrics/run_result.ts";
import { listShown, type ShownMetric } from "../../metrics/shown.ts";
import { formatNumber } from "../text/number_text.ts";
import type { TextCell, TextColumn } from "../text/text_table.ts";

/** The columns of `Repeats`. */
export const REPEAT_COLUMNS: readonly TextColumn[] = [
  { title: "Metric", align: "left", canShrink: true },
  { title: "mean", align: "right" },
  { title: "95% CI", align: "right" },
  { title: "± %", align: "right", dropOrder: 2 },
  { title: "Std dev", align: "right", dropOrder: 1 },
  { title: "n", align: "right", dropOrder: 3 },
];

/** What the columns of `Repeats` mean. */
export const REPEAT_NOTE =
  "Each repeat is one value; the interval is that of the mean over repeats, by Student's t with n − 1 degrees of freedom";

/** The rows of `Repeats` of one step; figures that no repeat has are left out. */
export function toRepeatCells({ summary }: RepeatedStep): TextCell[][] {
  return listShown("repeats").flatMap((shown) => {
    const statistic = readRepeat(summary, shown);
    return statistic.n === 0 ? [] : [toCells(shown, statistic)];
  });
}

function readRepeat(
  { distributions, scalars }: RepeatSummary,
  { id, statistic }: ShownMetric<"repeats">,
): RepeatStatistic {
  if (!isDistributionId(id)) return scalars[id];
  return distributions[id][statistic === "value" ? "mean" : statistic];
}

function toCells({ definition: { decimals }, label }: ShownMetric<"repeats">, statistic: RepeatStatistic): TextCell[] {
  const { n, mean, standardDeviation, interval95 } = statistic;
  const show = (value: number | null): string => formatNumber(value, decimals);
  const [low, high] = interval95 ?? [null, null];
  const interval = low === null ? show(null) : `${show(low)} … ${show(high)}`;
  return [label, show(mean), interval, formatNumber(toRelativePercent(mean, high), 1), show(standardDeviation), `${n}`];
}

/** Half the width of the interval as a share of the mean, which tells at a glance whether more repeats are needed. */
function toRelativePercent(mean: number | null, high: number | null): number | null {
  return mean === null || high === null || mean === 0 ? null : Math.abs(100 * (high - mean) / mean);
}
