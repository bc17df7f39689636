import type { JsonObject } from "../../core/json.ts";
import type { TraceSummary } from "../../metrics/step_metrics.ts";

/** Makes `trace_summary.json`: the reference's keys, and of how many turns the cached tokens were guessed. */
export function toTraceJson({ count, guessedTurns, rows }: TraceSummary): JsonObject {
  return {
    n_traces: count,
    rows: rows.map(({ metric, mean, min, p50, p90, p95, p99, max }) => {
      return { metric, mean, min, p50, p90, p95, p99, max };
    }),
    n_turns_with_guessed_cache: guessedTurns,
  };
}
