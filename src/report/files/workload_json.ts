import type { JsonObject } from "../../core/json.ts";
import type { WorkloadThroughput } from "../../metrics/step_metrics.ts";
import { roundForFile } from "../text/rounding.ts";

/** Times of the timeline are kept to the microsecond, as the reference does. */
const TIMELINE_DECIMALS = 6;

/** Makes `workload_throughput.json`. */
export function toWorkloadJson(workload: WorkloadThroughput): JsonObject {
  return {
    n_samples: workload.sampleCount,
    wall_time_s: roundForFile(workload.wallSeconds),
    last_window_s: workload.lastWindowSeconds,
    warmup_frac: workload.warmupShare,
    rows: workload.rows.map((row) => ({
      metric: row.metric,
      overall: roundForFile(row.overall),
      last_window: roundForFile(row.lastWindow),
      steady_state: roundForFile(row.steadyState),
    })),
  };
}

/** Makes `workload_timeline.json`. */
export function toTimelineJson(workload: WorkloadThroughput): JsonObject {
  return {
    wall_start: roundForFile(workload.startedAtMs / 1000, TIMELINE_DECIMALS),
    points: workload.timeline.map((point) => ({
      t: roundForFile(point.tSeconds, TIMELINE_DECIMALS),
      cum_completion: point.completionTokens,
      cum_new_prompt: point.newPromptTokens,
      cum_cached_prompt: point.cachedPromptTokens,
    })),
  };
}
