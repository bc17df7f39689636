import type { GoodputMetric, GoodputObjective } from "../../metrics/judging/goodput.ts";
import type { GoodputSummary } from "../../metrics/step_metrics.ts";
import { formatNumber, formatSetting, formatShare, MISSING } from "../text/number_text.ts";
import type { TextRow, TextTable } from "../text/text_table.ts";

const LABELS: Readonly<Record<GoodputMetric, string>> = { ttft: "TTFT", tpot: "TPOT", itl: "mean ITL", e2e: "latency" };

/**
 * Describes an objective for a reader.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert";
 * strictEqual(describeObjective({ metric: "ttft", limitMs: 500 }), "TTFT ≤ 500 ms");
 * ```
 */
export function describeObjective({ metric, limitMs }: GoodputObjective): string {
  const limit = limitMs >= 1000 ? `${formatSetting(limitMs / 1000)} s` : `${formatSetting(limitMs)} ms`;
  return `${LABELS[metric]} ≤ ${limit}`;
}

/** Stands where the figure is not the service's. */
const NOT_JUDGED = "not judged";

/** Builds the table `Goodput`: how many requests kept each objective, and how many kept all. */
export function buildGoodputTable({ requests, failed, good, promises }: GoodputSummary): TextTable {
  const kept = requests - failed;
  return {
    columns: [
      { title: "Objective", align: "left", canShrink: true },
      { title: "Kept", align: "right" },
      { title: "Missed", align: "right", dropOrder: 1 },
      { title: "Share", align: "right" },
    ],
    rows: [
      ...promises.map((objective) =>
        objective.isJudged
          ? toRow(describeObjective(objective), kept - objective.missed, requests)
          : [describeObjective(objective), NOT_JUDGED, MISSING, MISSING]
      ),
      toRow("no failure", kept, requests),
      "line",
      good === null ? ["all of them", NOT_JUDGED, MISSING, MISSING] : toRow("all of them", good, requests),
    ],
  };
}

function toRow(label: string, count: number, requests: number): TextRow {
  const share = requests === 0 ? null : count / requests;
  return [label, formatNumber(count, 0), formatNumber(requests - count, 0), formatShare(share)];
}
