import type { StepResult } from "../../metrics/run_result.ts";
import { formatNumber } from "../text/number_text.ts";
import { toMeanRows, toScalarRow, toScalarRows } from "../text/summary_rows.ts";
import type { TextRow } from "../text/text_table.ts";
import { chooseCacheRate } from "../text/cache_rate.ts";

/** The rows of `Benchmarking summary` on conversations, under their heading; none in a load of single requests. */
export function toTurnRows(result: StepResult): TextRow[] {
  const { conversations, finished_conversations: finished, abandoned_conversations: abandoned } =
    result.metrics.scalars;
  if (conversations === null) return [];
  const counts = [conversations, finished, abandoned].map((count) => formatNumber(count, 0)).join(" / ");
  const tone = (abandoned ?? 0) > 0 ? "warning" : "plain";
  return [
    { heading: "Multi-turn" },
    ["Conversations / Finished / Abandoned", { text: counts, tone }, "", ""],
    ...toScalarRows(result, "turns_per_request", "Avg Turns/Request"),
    ...toMeanRows(result, "first_turn_ttft", "Avg First-Turn TTFT"),
    ...toMeanRows(result, "later_turn_ttft", "Avg Subsequent-Turn TTFT"),
  ];
}

/** The row of the cache hit rate, named an estimate where it is one; none where there is no rate. */
export function toCacheRows(result: StepResult): TextRow[] {
  const rate = chooseCacheRate(result.metrics);
  if (rate === null) return [];
  if (rate.source === "service") return [toScalarRow(result, "kv_cache_hit_rate", "KV Cache Hit Rate")];
  return [toScalarRow(result, "kv_cache_hit_rate_estimate", "KV Cache Hit Rate (estimate)")];
}
