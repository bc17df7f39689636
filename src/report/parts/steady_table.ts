import { METRIC_CATALOG } from "../../metrics/catalog.ts";
import { isThin } from "../../metrics/distribution.ts";
import {
  type DistributionSummary,
  STEADY_IDS,
  type SteadyId,
  type SteadyState,
  type StepMetrics,
} from "../../metrics/step_metrics.ts";
import { formatNumber } from "../text/number_text.ts";
import type { TextCell, TextRow, TextTable } from "../text/text_table.ts";
import { type Words, words } from "../../core/words.ts";

/** The percentiles that are shown of the steady part. */
export const STEADY_PERCENTILES = [50, 90, 95, 99] as const;

/** What the steady part is. */
export const STEADY_NOTE =
  "requests that were sent after the first had ended and ended before the last was sent, beside all of the step";

/** Names the steady part with its length: `Steady state (2.1–29.8 s, 812 requests, 27.1 req/s, 3,400 tok/s)`. */
export function describeSteady(steady: SteadyState): Words {
  const { fromSeconds, untilSeconds, requests, requestsPerSecond, outputTokensPerSecond } = steady;
  const rates = `${formatNumber(requestsPerSecond, 2)} req/s, ${formatNumber(outputTokensPerSecond, 1)} tok/s`;
  const span = `${formatNumber(fromSeconds, 1)}–${formatNumber(untilSeconds, 1)} s`;
  const count = formatNumber(requests, 0);
  return words(
    `Steady state (${span}, ${count} requests, ${rates})`,
    `稳态（${span}，${count} 个请求，${rates.replace(", ", "，")}）`,
  );
}

/** A row of the table of the steady part. */
export interface SteadyRow {
  readonly id: SteadyId;
  readonly part: Words;
  readonly summary: DistributionSummary;
}

const STEADY = words("steady", "稳态");
const WHOLE = words("whole", "全程");

/** The rows of that table: each metric that has samples in the steady part, there and in the whole step. */
export function listSteadyRows(
  steady: SteadyState,
  whole: Partial<StepMetrics["distributions"]>,
): readonly SteadyRow[] {
  return STEADY_IDS.filter((id) => steady.distributions[id].count > 0).flatMap((id) => {
    const all = whole[id];
    const row = { id, part: STEADY, summary: steady.distributions[id] };
    return all === undefined ? [row] : [row, { id, part: WHOLE, summary: all }];
  });
}

/** Builds the table of the steady part: two rows a metric, that part and the whole. */
export function buildSteadyTable(steady: SteadyState, whole: StepMetrics["distributions"]): TextTable {
  return {
    columns: [
      { title: "Metric", align: "left" },
      { title: "Num", align: "right", dropOrder: 1 },
      { title: "Mean", align: "right" },
      ...STEADY_PERCENTILES.map((percent) => ({ title: `${percent}%`, align: "right" } as const)),
    ],
    rows: listSteadyRows(steady, whole).map(toRow),
  };
}

function toRow({ id, part, summary: { count, mean, percentiles } }: SteadyRow): TextRow {
  const { label, unit, decimals } = METRIC_CATALOG[id];
  const cells = STEADY_PERCENTILES.map((percent): TextCell => {
    const text = formatNumber(percentiles[percent], decimals);
    return isThin(count, percent) ? { text: `(${text})`, tone: "muted" } : text;
  });
  return [`${label} (${unit}), ${part.en}`, formatNumber(count, 0), formatNumber(mean, decimals), ...cells];
}
