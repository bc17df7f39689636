import type { StepResult } from "../../metrics/run_result.ts";
import { chooseCacheRate } from "../text/cache_rate.ts";
import { formatNumber } from "../text/number_text.ts";
import { toFigureRow } from "../text/shown_rows.ts";
import type { TextRow } from "../text/text_table.ts";

/** The row of `Benchmarking summary` that counts conversations; none in a load of single requests. */
export function toConversationRow({ metrics: { scalars } }: StepResult): TextRow[] {
  const { conversations, finished_conversations: finished, abandoned_conversations: abandoned } = scalars;
  if (conversations === null) return [];
  const counts = [conversations, finished, abandoned].map((count) => formatNumber(count, 0)).join(" / ");
  const tone = (abandoned ?? 0) > 0 ? "warning" : "plain";
  return [["Conversations / Finished / Abandoned", { text: counts, tone }, "", ""]];
}

/** The row of the cache hit rate, named an estimate where it is one; none where there is no rate. */
export function toCacheRows(result: StepResult): TextRow[] {
  const rate = chooseCacheRate(result.metrics);
  if (rate === null) return [];
  if (rate.source === "service") return [toFigureRow(result, "kv_cache_hit_rate", "KV Cache Hit Rate")];
  return [toFigureRow(result, "kv_cache_hit_rate_estimate", "KV Cache Hit Rate (estimate)")];
}
