import type { LoadPlan, StagePlan } from "../../config/load_plan.ts";
import type { RunPlan, StepPlan } from "../../config/run_plan.ts";
import type { JsonObject } from "../../core/json.ts";
import type { StageBounds } from "../../metrics/tallies/stage_tally.ts";

/** Makes the settings of a plan that shape its load and that `benchmark_args.json` does not hold. */
export function toLoadShape({ load, conversation }: RunPlan): JsonObject {
  const { arrival, rateStages, slotStages, rampUpMs, graceMs, thinkTime } = load;
  const stages = rateStages ?? slotStages;
  const shape = { arrival, stages, ramp_up_ms: rampUpMs, grace_ms: graceMs, think_time: thinkTime };
  return JSON.parse(JSON.stringify({ ...shape, min_turns: conversation?.minTurns ?? null }));
}

/** A load that rises all the time is told in so many parts: one row for all of it would say nothing. */
const PARTS_OF_A_RAMP = 5;

/** The stages of a step's load, which its results are told by; none: its load does not change. */
export function toStageBounds(load: LoadPlan, { parallel }: StepPlan): readonly StageBounds[] {
  const { rateStages, slotStages, rampUpMs } = load;
  if (rateStages !== null) return cutStages(rateStages, "rate");
  if (slotStages !== null) return cutStages(slotStages, "parallel");
  if (rampUpMs === null || parallel === null) return [];
  return [
    { fromMs: 0, untilMs: rampUpMs, load: { variable: "parallel", from: 1, to: parallel } },
    { fromMs: rampUpMs, untilMs: Infinity, load: { variable: "parallel", from: parallel, to: parallel } },
  ];
}

function cutStages(stages: readonly StagePlan[], variable: "parallel" | "rate"): readonly StageBounds[] {
  const bounds: StageBounds[] = [];
  for (const { durationMs, from, to } of stages) {
    const startMs = bounds.at(-1)?.untilMs ?? 0;
    const parts = from === to ? 1 : PARTS_OF_A_RAMP;
    for (let part = 0; part < parts; part++) {
      const at = (share: number) => from + (to - from) * share / parts;
      const untilMs = startMs + durationMs * (part + 1) / parts;
      const fromMs = startMs + (part === 0 ? 0 : durationMs * part / parts);
      bounds.push({ fromMs, untilMs, load: { variable, from: at(part), to: at(part + 1) } });
    }
  }
  return bounds;
}
