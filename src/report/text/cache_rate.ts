import type { StepMetrics } from "../../metrics/step_metrics.ts";

/** The cache hit rate that a reader is shown, and whether it is a guess. */
export interface ShownCacheRate {
  /** Percent. */
  readonly value: number;
  readonly source: "service" | "estimate";
}

/** Chooses what the service states, else the guess of conversations; `null`: neither. */
export function chooseCacheRate({ scalars }: StepMetrics): ShownCacheRate | null {
  const { kv_cache_hit_rate: stated, kv_cache_hit_rate_estimate: estimate } = scalars;
  if (stated !== null) return { value: stated, source: "service" };
  return estimate === null ? null : { value: estimate, source: "estimate" };
}
