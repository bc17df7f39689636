import { endOfLoad, type LoadPlan, type StagePlan } from "../../config/load_plan.ts";
import type { StepPlan } from "../../config/run_plan.ts";
import { deriveSeed } from "../../core/random.ts";
import type { Session } from "../../core/session.ts";
import type { Phase } from "../../core/work_item.ts";
import { constantRate, createArrivals } from "../../engine/arrivals.ts";
import type { Arrivals, RateSegment } from "../../engine/arrivals.ts";

/** When the sessions of a phase are due, how many may run at which time, and when it ends. Times from its start. */
export interface Schedule {
  /** `null`: as soon as a slot is free; `Infinity`: the load has ended before. */
  dueAtMs(index: number, session: Session): number | null;
  /** Sessions have due times. */
  readonly isPaced: boolean;
  /** Slots at the start; `null`: no limit. */
  readonly slots: number | null;
  /** Later numbers of slots, in order of time. */
  readonly slotChanges: readonly SlotChange[];
  /** No session starts from here on; `null`: the number ends the phase. */
  readonly admitUntilMs: number | null;
  /** What still runs is cut off; `null`: it may finish. */
  readonly cutOffAtMs: number | null;
}

/** From a time on, so many slots. */
export interface SlotChange {
  readonly atMs: number;
  readonly count: number;
}

interface ScheduleOptions {
  readonly phase: Phase;
  /** Sessions of the phase; `null`: without end. */
  readonly count: number | null;
  readonly seed: number;
}

/** Makes the schedule of a phase. A warm-up has the step's rate and slots, without stages and deadline. */
export function createSchedule(load: LoadPlan, step: StepPlan, options: ScheduleOptions): Schedule {
  const isMeasured = options.phase === "measured";
  const arrivals = toArrivals(load, step, options);
  const slotStages = isMeasured ? load.slotStages ?? rampUp(load, step) : null;
  const slotChanges = slotStages === null ? [] : toSlotChanges(slotStages);
  const admitUntilMs = isMeasured ? endOfLoad(load) : null;
  // A trace's times count from the first session of the phase: those before it were the warm-up.
  let firstOffsetMs: number | null = null;
  return {
    dueAtMs(index, session) {
      const offsetMs = load.isOpenLoop ? session.arrivalOffsetMs : undefined;
      if (offsetMs === undefined) return arrivals === null ? null : arrivals(index);
      firstOffsetMs ??= offsetMs;
      return offsetMs - firstOffsetMs;
    },
    isPaced: arrivals !== null || load.isOpenLoop,
    slots: slotChanges[0]?.count ?? step.parallel,
    slotChanges: slotChanges.slice(1),
    admitUntilMs,
    cutOffAtMs: admitUntilMs === null || load.graceMs === null ? null : admitUntilMs + load.graceMs,
  };
}

function toArrivals(load: LoadPlan, step: StepPlan, { phase, count, seed }: ScheduleOptions): Arrivals | null {
  const stages = phase === "measured" ? load.rateStages : null;
  const profile = stages === null ? rateOf(step) : stages.map(toSegment);
  if (profile === null) return null;
  return createArrivals({ shape: load.arrival, profile, count, seed: deriveSeed(seed, phase) });
}

function rateOf({ rate }: StepPlan): readonly RateSegment[] | null {
  return rate === null ? null : constantRate(rate);
}

/** Slots open one by one, then stay open. */
function rampUp({ rampUpMs }: LoadPlan, { parallel }: StepPlan): readonly StagePlan[] | null {
  if (rampUpMs === null || parallel === null) return null;
  return [
    { durationMs: rampUpMs, from: 1, to: parallel },
    { durationMs: Infinity, from: parallel, to: parallel },
  ];
}

function toSegment({ durationMs, from, to }: StagePlan): RateSegment {
  return { durationMs, fromPerSecond: from, toPerSecond: to };
}

/** Each time at which the whole number of slots changes; a ramp changes it one by one. */
function toSlotChanges(stages: readonly StagePlan[]): SlotChange[] {
  const changes: SlotChange[] = [];
  let startMs = 0;
  for (const { durationMs, from, to } of stages) {
    const steps = Math.abs(Math.round(to) - Math.round(from));
    const direction = Math.sign(to - from);
    for (let step = 0; step <= steps; step++) {
      const atMs = startMs + (steps === 0 ? 0 : durationMs * step / steps);
      changes.push({ atMs, count: Math.round(from) + direction * step });
    }
    startMs += durationMs;
  }
  return changes.filter(({ count }, index) => index === 0 || count !== changes[index - 1]?.count);
}
