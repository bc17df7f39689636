import { listShown } from "../../metrics/shown.ts";
import type { StageMetrics } from "../../metrics/step_metrics.ts";
import { readGroupFigure } from "../../metrics/tallies/group_tally.ts";
import { toShownColumn } from "../text/shown_rows.ts";
import { formatNumber, formatShare } from "../text/number_text.ts";
import type { TextColumn, TextRow, TextTable } from "../text/text_table.ts";
import { same, type Words, words } from "../../core/words.ts";
import { toneOfSuccess } from "../text/tone.ts";

/** Builds the table of results by stage. */
export function buildStageTable(stages: readonly StageMetrics[]): TextTable {
  const hasGoodput = stages.some(({ goodputShare }) => goodputShare !== null);
  const load = stages.find((stage) => stage.load !== null)?.load?.variable ?? null;
  const columns: TextColumn[] = [
    { title: "Time s", align: "left" },
    ...(load === null ? [] : [{ title: load === "rate" ? "Asked req/s" : "At once", align: "right" } as const]),
    { title: "Num", align: "right" },
    { title: "Success", align: "right" },
    { title: "RPS", align: "right" },
    { title: "Gen/s", align: "right", dropOrder: 1 },
    ...listShown("groups").map(toShownColumn),
    ...(hasGoodput ? [{ title: "Goodput", align: "right" } as const] : []),
  ];
  return { columns, rows: stages.map((stage) => toRow(stage, { hasLoad: load !== null, hasGoodput })) };
}

function toRow(
  stage: StageMetrics,
  { hasLoad, hasGoodput }: { readonly hasLoad: boolean; readonly hasGoodput: boolean },
): TextRow {
  const { requests, succeeded, requestsPerSecond, outputTokensPerSecond, goodputShare, distributions } = stage;
  const share = requests === 0 ? null : succeeded / requests;
  return [
    describeTime(stage),
    ...(hasLoad ? [describeLoad(stage)] : []),
    formatNumber(requests, 0),
    { text: formatShare(share), tone: toneOfSuccess(share) },
    formatNumber(requestsPerSecond, 2),
    formatNumber(outputTokensPerSecond, 1),
    ...listShown("groups").map(({ id, statistic, definition }) =>
      formatNumber(readGroupFigure(distributions, id, statistic), definition.decimals)
    ),
    ...(hasGoodput ? [formatShare(goodputShare)] : []),
  ];
}

/** Writes the stretch of time of a stage: `4–8`. */
export function describeTime({ fromSeconds, untilSeconds }: StageMetrics): string {
  return `${tenths(fromSeconds)}–${tenths(untilSeconds)}`;
}

/** Writes the load that a stage asked for: `4`, or `4 → 12` where it changed. */
export function describeLoad({ load }: StageMetrics): string {
  if (load === null) return "—";
  const show = load.variable === "parallel" ? (value: number) => String(Math.round(value)) : tenths;
  const [from, to] = [show(load.from), show(load.to)];
  return from === to ? from : `${from} → ${to}`;
}

/** The same with its unit, for places without a head that tells it. */
export function nameLoad(stage: StageMetrics): Words {
  const load = describeLoad(stage);
  if (stage.load === null) return same(load);
  return stage.load.variable === "parallel" ? words(`${load} at once`, `并发 ${load}`) : same(`${load} req/s`);
}

function tenths(value: number): string {
  return String(Math.round(value * 10) / 10);
}
