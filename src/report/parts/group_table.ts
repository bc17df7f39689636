import type { GroupMetrics, StepMetrics } from "../../metrics/step_metrics.ts";
import { formatNumber, formatShare } from "../text/number_text.ts";
import type { TextColumn, TextRow, TextTable } from "../text/text_table.ts";
import { toneOfSuccess } from "../text/tone.ts";

const TITLES = { label: "Results by class", model: "Results by model" } as const;

/** Builds the tables of results by class and by model; none where a step has one of each. */
export function buildGroupTables({ groups }: StepMetrics): readonly (TextTable & { readonly title: string })[] {
  return (["label", "model"] as const).flatMap((by) => {
    const own = groups.filter((group) => group.by === by);
    if (own.length === 0) return [];
    const hasGoodput = own.some((group) => group.goodputShare !== null);
    return [{
      title: TITLES[by],
      columns: toColumns(by, hasGoodput),
      rows: own.map((group) => toRow(group, hasGoodput)),
    }];
  });
}

function toColumns(by: GroupMetrics["by"], hasGoodput: boolean): TextColumn[] {
  return [
    { title: by === "label" ? "Class" : "Model", align: "left", canShrink: true },
    { title: "Num", align: "right" },
    { title: "Success", align: "right", dropOrder: 1 },
    { title: "RPS", align: "right" },
    { title: "Lat. s", align: "right" },
    { title: "p50 Lat.", align: "right", dropOrder: 6 },
    { title: "p99 Lat.", align: "right", dropOrder: 3 },
    { title: "TTFT ms", align: "right" },
    { title: "p50 TTFT", align: "right", dropOrder: 5 },
    { title: "p99 TTFT", align: "right", dropOrder: 2 },
    { title: "TPOT ms", align: "right", dropOrder: 4 },
    { title: "p99 TPOT", align: "right", dropOrder: 7 },
    { title: "Out tokens", align: "right", dropOrder: 8 },
    ...(hasGoodput ? [{ title: "Goodput", align: "right" } as const] : []),
  ];
}

function toRow(group: GroupMetrics, hasGoodput: boolean): TextRow {
  const { name, requests, succeeded, requestsPerSecond, goodputShare } = group;
  const { latency, ttft, tpot, output_tokens: output } = group.distributions;
  const share = requests === 0 ? null : succeeded / requests;
  return [
    name,
    formatNumber(requests, 0),
    { text: formatShare(share), tone: toneOfSuccess(share) },
    formatNumber(requestsPerSecond, 2),
    ...[latency.mean, latency.p50, latency.p99].map((value) => formatNumber(value, 3)),
    ...[ttft.mean, ttft.p50, ttft.p99, tpot.mean, tpot.p99].map((value) => formatNumber(value, 2)),
    formatNumber(output.mean, 1),
    ...(hasGoodput ? [formatShare(goodputShare)] : []),
  ];
}
