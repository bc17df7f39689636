import type { StepPlan } from "../../config/run_plan.ts";
import type { Clock } from "../../core/clock.ts";
import type { StepEnding } from "../../core/sink.ts";
import type { Phase } from "../../core/work_item.ts";
import type { Accumulator } from "../../metrics/accumulator.ts";
import type { PhaseLoad, ShardPool } from "../../shards/coordinator/shard_pool.ts";
import type { LoadFailure } from "../run/step_run.ts";
import type { RunWorld } from "./run_world.ts";
import { createErrorBrake } from "./error_brake.ts";
import type { HealthMonitor } from "./health_monitor.ts";
import type { ItemSource } from "./item_source.ts";
import { watchPhase } from "./live_view.ts";
import type { LiveState } from "./live_view.ts";
import { createQueryLog } from "./query_log.ts";
import { createRecordIntake } from "./record_intake.ts";
import type { RecordIntake, RecordReceiver } from "./record_intake.ts";
import { createSchedule } from "./schedule.ts";
import type { Schedule, SlotChange } from "./schedule.ts";

/** Which step of the run it is and where its files go. */
export interface StepPlace {
  readonly index: number;
  /** How many steps the run has, as far as is known. */
  readonly count: number;
  readonly folder: string;
  /** Sessions the steps before have used up. */
  readonly usedBefore: number;
}

/** What the phases of a step share. */
export interface StepScene {
  readonly step: StepPlan;
  readonly place: StepPlace;
  readonly world: RunWorld;
  readonly sink: RecordReceiver;
  readonly source: ItemSource;
  readonly accumulator: Accumulator;
  /** Measures the measured phase alone. */
  readonly health: HealthMonitor;
}

/** One phase of a step. */
export interface PhaseParts {
  readonly phase: Phase;
  /** `null`: without end. */
  readonly count: number | null;
}

/** How a phase came to its end. */
export interface PhaseEnd {
  /** Sessions that ended. */
  readonly sessions: number;
  readonly ending: StepEnding;
  /** What broke the phase off; its records so far count all the same. */
  readonly failure: LoadFailure | null;
}

/** Carries one phase and waits until its records are kept. */
export async function runPhase(parts: PhaseParts, scene: StepScene): Promise<PhaseEnd> {
  const { clock, pool, listener } = scene.world;
  const stops: PhaseStops = { braking: new AbortController(), cutOff: new AbortController() };
  const over = new AbortController();
  const running = new Map<number, number>();
  const intake = createIntake(scene, stops);
  const schedule = toSchedule(parts, scene);
  const startAtMs = clock.nowMs();
  const state = toLiveState(parts, scene, { intake, running, startAtMs });
  const watch = watchPhase(state, { clock, listener, signal: over.signal });
  const resizing = changeSlots(schedule.slotChanges, { clock, pool, startAtMs, signal: over.signal });
  const broken = await settle(pool.runPhase({
    ...toLoad(parts, scene, { schedule, stops, startAtMs }),
    onRecords: intake.add,
    onStatus(status) {
      running.set(status.shard, status.running);
      if (parts.phase === "measured") scene.health.addStatus(status);
    },
  }));
  const failure = await intake.drain() ?? broken;
  over.abort();
  await Promise.all([watch, resizing]);
  listener.progressEnd();
  const ending = toEnding(parts, scene, { intake, schedule, stops, startAtMs });
  return { sessions: intake.endedSessions(), ending: failure === null ? ending : "cut_off", failure };
}

async function settle(work: Promise<unknown>): Promise<LoadFailure | null> {
  try {
    await work;
    return null;
  } catch (cause) {
    return { cause };
  }
}

interface PhaseStops {
  /** Too many requests failed: nothing more starts. */
  readonly braking: AbortController;
  /** Records cannot be kept any more: what runs is cut off. */
  readonly cutOff: AbortController;
}

function toSchedule({ phase, count }: PhaseParts, { step, place, world }: StepScene): Schedule {
  const { plan } = world;
  return createSchedule(plan.load, step, { phase, count, seed: plan.workload.seed + place.index });
}

function createIntake({ world, sink, accumulator, health }: StepScene, stops: PhaseStops): RecordIntake {
  const { listener, clock, plan } = world;
  const queryLog = createQueryLog({ everyN: plan.output.logEveryNQuery, listener, accumulator, clock });
  const brake = createErrorBrake(plan.load);
  return createRecordIntake({
    filler: world.filler,
    sink,
    accumulator,
    health,
    onRecord(record) {
      if (brake.add(record)) stops.braking.abort();
    },
    onSessionEnd: () => queryLog.count(),
    onFailure: (cause) => stops.cutOff.abort(cause),
  });
}

interface LiveParts {
  readonly intake: RecordIntake;
  readonly running: ReadonlyMap<number, number>;
  readonly startAtMs: number;
}

function toLiveState(parts: PhaseParts, scene: StepScene, { intake, running, startAtMs }: LiveParts): LiveState {
  const { step, place, world, accumulator } = scene;
  return {
    stepName: step.name,
    stepIndex: place.index,
    stepCount: place.count,
    phase: parts.phase,
    total: parts.count,
    startedAtMs: startAtMs,
    doneBefore: place.usedBefore,
    done: intake.endedSessions,
    running: () => [...running.values()].reduce((sum, count) => sum + count, 0),
    isStopping: () => world.stop.admitting.aborted,
    metrics: () => accumulator.live(world.clock.nowMs()),
  };
}

interface PhaseCourse {
  readonly schedule: Schedule;
  readonly stops: PhaseStops;
  readonly startAtMs: number;
}

function toLoad(
  { phase, count }: PhaseParts,
  { step, world, source }: StepScene,
  { schedule, stops, startAtMs }: PhaseCourse,
): Omit<PhaseLoad, "onRecords" | "onStatus"> {
  const { stop, pool } = world;
  const stopping = AbortSignal.any([stop.admitting, stops.braking.signal, stops.cutOff.signal]);
  return {
    phase,
    slots: schedule.slots,
    mostSlots: mostSlots(schedule),
    startAtMs,
    admitUntilMs: schedule.admitUntilMs === null ? null : startAtMs + schedule.admitUntilMs,
    cutOffAtMs: schedule.cutOffAtMs === null ? null : startAtMs + schedule.cutOffAtMs,
    lookAhead: toLookAhead(step, pool.count),
    items: source.items(phase, { count, dueAtMs: schedule.dueAtMs }),
    stops: { admitting: stopping, continuing: stopping, running: AbortSignal.any([stop.running, stops.cutOff.signal]) },
  };
}

function mostSlots({ slots, slotChanges }: Schedule): number | null {
  return slots === null ? null : Math.max(slots, ...slotChanges.map(({ count }) => count));
}

/** A load without slots keeps what comes in so long ready. */
const PACED_LOOK_AHEAD_SECONDS = 2;
/** A load without slots, rate and number keeps so many items ready. */
const UNKNOWN_NUMBER = 512;

/** Twice the slots keep a shard busy between two questions for more; the bounds keep memory flat. */
function toLookAhead({ parallel, number, rate }: StepPlan, shards: number): number {
  const paced = rate === null ? number ?? UNKNOWN_NUMBER : rate * PACED_LOOK_AHEAD_SECONDS;
  const perShard = Math.ceil((parallel ?? paced) / shards);
  return Math.max(8, Math.min(2 * perShard, 2048));
}

interface Resizing {
  readonly clock: Clock;
  readonly pool: ShardPool;
  readonly startAtMs: number;
  readonly signal: AbortSignal;
}

async function changeSlots(
  changes: readonly SlotChange[],
  { clock, pool, startAtMs, signal }: Resizing,
): Promise<void> {
  for (const { atMs, count } of changes) {
    await clock.sleepUntil(startAtMs + atMs, signal);
    if (signal.aborted) return;
    pool.resizeSlots(count);
  }
}

function toEnding(
  { count }: PhaseParts,
  { world }: StepScene,
  { intake, schedule, stops, startAtMs }: PhaseCourse & { readonly intake: RecordIntake },
): StepEnding {
  const { stop, clock } = world;
  if (stop.running.aborted) return "cut_off";
  const isShort = count === null || intake.endedSessions() < count;
  if (stop.admitting.aborted && isShort) return "interrupted";
  if (stops.braking.signal.aborted && isShort) return "too_many_errors";
  const isOver = schedule.admitUntilMs !== null && clock.nowMs() >= startAtMs + schedule.admitUntilMs;
  return isOver && isShort ? "deadline" : "complete";
}
