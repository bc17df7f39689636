import type { ArrivalPlan, LoadPlan, StagePlan } from "../../config/load_plan.ts";
import { type RunPlan, type StepPlan, unitOf } from "../../config/run_plan.ts";
import { formatCount } from "../../report/text/number_text.ts";
import { describeTime } from "./time_text.ts";

/** Says in words how a point's load goes over time and what ends it. */
export function describeLoad(plan: RunPlan, step: StepPlan): string {
  const unit = unitOf(plan);
  const parts = [describePace(plan.load, step, unit), describeEnd(plan.load, step, unit)];
  if (step.warmupCount > 0) parts.push(`after ${formatCount(step.warmupCount, `warm-up ${unit}`)}`);
  return parts.filter((part) => part !== "").join(", ");
}

/** Says how gaps between requests scatter. */
function describeArrival(arrival: ArrivalPlan): string {
  if (arrival.kind === "constant") return "evenly spaced";
  return arrival.kind === "poisson"
    ? "at random times (Poisson)"
    : `at random times (gamma, burstiness ${arrival.shape})`;
}

function describePace(load: LoadPlan, step: StepPlan, unit: string): string {
  const slots = describeSlots(load, step, unit);
  const rate = describeRate(load, step, unit);
  if (rate !== null) return `${rate}, ${describeArrival(load.arrival)}, ${slots}`;
  return load.isOpenLoop
    ? `each ${unit} at the time the trace says, ${slots}`
    : `${slots}, the next as soon as one ends`;
}

function describeRate({ rateStages }: LoadPlan, { rate }: StepPlan, unit: string): string | null {
  if (rateStages !== null) return rateStages.map((stage) => describeStage(stage, `${unit}s/s`)).join(", then ");
  return rate === null ? null : `${rate} ${unit}s/s on average`;
}

function describeSlots({ slotStages, rampUpMs }: LoadPlan, { parallel }: StepPlan, unit: string): string {
  if (slotStages !== null) return slotStages.map((stage) => describeStage(stage, `${unit}s at once`)).join(", then ");
  if (parallel === null) return "however many run";
  const rampUp = rampUpMs === null ? "" : ` (reached one by one within ${describeTime(rampUpMs)})`;
  return `${formatCount(parallel, unit)} at once${rampUp}`;
}

function describeStage({ durationMs, from, to }: StagePlan, unit: string): string {
  const time = durationMs === Infinity ? "" : `${from === to ? " for" : " within"} ${describeTime(durationMs)}`;
  return from === to ? `${to} ${unit}${time}` : `from ${from} to ${to} ${unit}${time}`;
}

function describeEnd({ durationMs, graceMs }: LoadPlan, { number }: StepPlan, unit: string): string {
  const grace = graceMs === null ? "" : `; what still runs ${describeTime(graceMs)} later is cut off`;
  const ends = [
    number === null ? "" : `${formatCount(number, unit)} in all`,
    durationMs === null ? "" : `no new one after ${describeTime(durationMs)}`,
  ].filter((end) => end !== "");
  return ends.join(", ") + grace;
}
