import type { StepResult } from "../run_result.ts";
import type { CalibratedLoad } from "./calibration.ts";

/** Describes the load of a step so that it can be compared with those of calibrations. */
export function toCalibratedLoad(
  { parallel, rate, health, metrics, transport }: Pick<
    StepResult,
    "parallel" | "rate" | "health" | "metrics" | "transport"
  >,
): CalibratedLoad {
  const shards = Math.max(1, health.loops.length);
  return { parallel, rate, shards, transport, tokensPerSecond: metrics.scalars.output_throughput ?? 0 };
}
