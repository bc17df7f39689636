import { type DistributionId, METRIC_CATALOG, type ScalarId } from "../../metrics/catalog.ts";
import type { RepeatFigure, RepeatStatistic } from "../../metrics/repeats.ts";
import type { RepeatedStep } from "../../metrics/run_result.ts";
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

/** A single number, or a figure of a distribution, under a short name. */
type RowSource =
  | { readonly label: string; readonly id: ScalarId }
  | { readonly label: string; readonly id: DistributionId; readonly figure: RepeatFigure };

const ROWS: readonly RowSource[] = [
  { label: "RPS", id: "request_throughput" },
  { label: "Gen tok/s", id: "output_throughput" },
  { label: "Total tok/s", id: "total_throughput" },
  { label: "Goodput share", id: "goodput_share" },
  { label: "Success %", id: "success_rate" },
  { label: "Latency s", id: "latency", figure: "mean" },
  { label: "p99 Latency s", id: "latency", figure: "p99" },
  { label: "TTFT ms", id: "ttft", figure: "mean" },
  { label: "p50 TTFT ms", id: "ttft", figure: "p50" },
  { label: "p99 TTFT ms", id: "ttft", figure: "p99" },
  { label: "TPOT ms", id: "tpot", figure: "mean" },
  { label: "p99 TPOT ms", id: "tpot", figure: "p99" },
  { label: "ITL ms", id: "itl", figure: "mean" },
  { label: "p99 ITL ms", id: "itl", figure: "p99" },
];

/** The rows of `Repeats` of one step; figures that no repeat has are left out. */
export function toRepeatCells({ summary }: RepeatedStep): TextCell[][] {
  return ROWS.flatMap((source) => {
    const statistic = "figure" in source ? summary.distributions[source.id][source.figure] : summary.scalars[source.id];
    return statistic.n === 0 ? [] : [toCells(source, statistic)];
  });
}

function toCells({ id, label }: RowSource, statistic: RepeatStatistic): TextCell[] {
  const { n, mean, standardDeviation, interval95 } = statistic;
  const { decimals } = METRIC_CATALOG[id];
  const show = (value: number | null): string => formatNumber(value, decimals);
  const [low, high] = interval95 ?? [null, null];
  const interval = low === null ? show(null) : `${show(low)} … ${show(high)}`;
  return [label, show(mean), interval, formatNumber(toRelativePercent(mean, high), 1), show(standardDeviation), `${n}`];
}

/** Half the width of the interval as a share of the mean, which tells at a glance whether more repeats are needed. */
function toRelativePercent(mean: number | null, high: number | null): number | null {
  return mean === null || high === null || mean === 0 ? null : Math.abs(100 * (high - mean) / mean);
}
