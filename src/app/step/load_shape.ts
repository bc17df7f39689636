import type { RunPlan } from "../../config/run_plan.ts";
import type { JsonObject } from "../../core/json.ts";

/** Makes the settings of a plan that shape its load and that `benchmark_args.json` does not hold. */
export function toLoadShape({ load, conversation }: RunPlan): JsonObject {
  const { arrival, rateStages, slotStages, rampUpMs, graceMs, thinkTime } = load;
  const stages = rateStages ?? slotStages;
  const shape = { arrival, stages, ramp_up_ms: rampUpMs, grace_ms: graceMs, think_time: thinkTime };
  return JSON.parse(JSON.stringify({ ...shape, min_turns: conversation?.minTurns ?? null }));
}
