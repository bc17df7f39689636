import type { RunPlan, StepPlan } from "../../config/run_plan.ts";
import type { Session } from "../../core/session.ts";
import { createSchedule } from "../step/schedule.ts";
import { describeTime } from "./time_text.ts";

/** How long requests are sent at a point; what runs at the end comes on top. */
export interface ExpectedTime {
  /** `null`: it depends on the service. */
  readonly ms: number | null;
  /** `most`: it may be over earlier. `least`: replies may hold it up. */
  readonly bound: "exact" | "most" | "least";
}

/** Finds out how long a point sends, as far as its schedule says. */
export function expectStepTime(plan: RunPlan, step: StepPlan): ExpectedTime {
  const { load } = plan;
  const schedule = createSchedule(load, step, { phase: "measured", count: step.number, seed: plan.workload.seed });
  const deadlineMs = schedule.admitUntilMs;
  const isPaced = step.rate !== null || load.rateStages !== null;
  const lastDueMs = isPaced && step.number !== null ? schedule.dueAtMs(step.number - 1, NO_SESSION) : null;
  const warmupMs = expectWarmup(step);
  if (warmupMs === null || (lastDueMs === null && deadlineMs === null)) return { ms: null, bound: "exact" };
  const ms = warmupMs + Math.min(lastDueMs ?? Infinity, deadlineMs ?? Infinity);
  if (lastDueMs === null) return { ms, bound: step.number === null ? "exact" : "most" };
  return { ms, bound: load.isOpenLoop ? "exact" : "least" };
}

/** Finds out how long a whole sweep takes, its pauses and repeats included; `null`: it depends on the service. */
export function expectRunTime(plan: RunPlan): number | null {
  if (plan.sla !== null) return null;
  const times = plan.steps.map((step) => expectStepTime(plan, step).ms);
  const pauses = plan.sleepIntervalMs * Math.max(0, plan.steps.length * plan.repeat - 1);
  return times.reduce<number | null>((sum, ms) => sum === null || ms === null ? null : sum + ms * plan.repeat, pauses);
}

/** Writes an expected time as a sentence. */
export function describeExpected({ ms, bound }: ExpectedTime): string {
  if (ms === null) return "Time depends on the service";
  const words = { exact: "", most: "at most ", least: "at least " } as const;
  return `Takes ${words[bound]}${describeTime(ms)} until the last is sent`;
}

/** Traces alone look at a session, and they have neither rate nor stages. */
const NO_SESSION: Session = { turns: [] };

function expectWarmup({ warmupCount, rate }: StepPlan): number | null {
  if (warmupCount === 0) return 0;
  return rate === null ? null : (warmupCount - 1) / rate * 1000;
}
