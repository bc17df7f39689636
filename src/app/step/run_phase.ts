import { joinSignals } from "../../core/joined_signal.ts";
import { endOfLoad } from "../../config/load_plan.ts";
import type { RunPlan, StepPlan } from "../../config/run_plan.ts";
import type { StepEnding } from "../../core/sink.ts";
import type { Phase } from "../../core/work_item.ts";
import type { Accumulator } from "../../metrics/accumulator.ts";
import type { AccumulatorOptions } from "../../metrics/accumulator_options.ts";
import type { LoopLoss, PhaseLoad } from "../../shards/coordinator/phase_course.ts";
import type { CarriedStep } from "../run/load_host.ts";
import type { LoadFailure } from "../run/step_run.ts";
import type { RunWorld } from "./run_world.ts";
import { createErrorBrake } from "./error_brake.ts";
import type { HealthMonitor } from "./health_monitor.ts";
import type { ItemSource } from "./item_source.ts";
import { watchPhase } from "./live_view.ts";
import type { LiveState } from "./live_view.ts";
import { beginRemote, keepsRecords, takeMissing } from "./kept_records.ts";
import { makeAhead } from "./made_ahead.ts";
import { createQueryLog } from "./query_log.ts";
import { RecordIntake } from "./record_intake.ts";
import type { RecordReceiver } from "./record_intake.ts";
import { BusFit } from "./bus_limits.ts";
import { createSchedule } from "./schedule.ts";
import type { Schedule } from "./schedule.ts";
import { changeSlots } from "./slot_changes.ts";

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
  /** What is measured. */
  readonly measuring: AccumulatorOptions;
  readonly accumulator: Accumulator;
  /** Measures the measured phase alone. */
  readonly health: HealthMonitor;
}

/** One phase of a step. */
export interface PhaseParts {
  readonly phase: Phase;
  /** `null`: without end. */
  readonly count: number | null;
  /** What other machines carry already for another coordinator; `null`: it begins now. */
  readonly carried: CarriedStep | null;
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
  const items = await openItems(parts, scene, schedule);
  const isCarried = parts.carried !== null;
  await beginRemote(scene, { phase: parts.phase, isLast: isLastPhase(parts, scene), isCarried });
  const startAtMs = parts.carried?.startAtMs ?? clock.nowMs() + (scene.world.remote?.startLeadMs() ?? 0);
  await noteCarried(scene, parts, startAtMs);
  scene.accumulator.beginAt(startAtMs);
  const state = toLiveState(parts, scene, { intake, running, startAtMs, endsAfterMs: schedule.admitUntilMs });
  const watch = watchPhase(state, { clock, listener, signal: over.signal });
  const resizing = changeSlots(schedule.slotChanges, { clock, pool, startAtMs, signal: over.signal });
  const { admitting, running: continuing } = scene.world.stop;
  using stopping = joinSignals([admitting, stops.braking.signal, stops.cutOff.signal]);
  using cuttingOff = joinSignals([continuing, stops.cutOff.signal]);
  const broken = await settle(pool.runPhase({
    ...toLoad(parts, scene, { schedule, startAtMs }),
    stops: { admitting: stopping.signal, continuing: stopping.signal, running: cuttingOff.signal },
    items,
    onRecords: (records) => intake.add(records),
    onStatus(status) {
      running.set(status.shard, status.running);
      scene.health.addStatus(status);
    },
    onLost(loss) {
      running.delete(loss.shard);
      scene.health.addLoss(loss);
      listener.log("warn", describeLoss(loss));
    },
  }));
  const failure = await intake.drain() ?? broken;
  await takeMissing(scene);
  over.abort();
  await Promise.all([watch, resizing]);
  listener.progressEnd();
  const ending = toEnding(parts, scene, { intake, schedule, stops, startAtMs });
  return { sessions: intake.endedSessions(), ending: failure === null ? ending : "cut_off", failure };
}

/** A warm-up is done again, and so is what is measured where it is kept, or chosen by a search. */
async function noteCarried({ step, world }: StepScene, { phase }: PhaseParts, startAtMs: number): Promise<void> {
  const { plan, remote } = world;
  if (phase === "warmup" || plan.sla !== null || keepsRecords(plan.agents, step)) return;
  await remote?.noteCarried({ step: step.name, startAtMs });
}

async function settle(work: Promise<unknown>): Promise<LoadFailure | null> {
  try {
    await work;
    return null;
  } catch (cause) {
    return { cause };
  }
}

/** No phase is known to follow; a search always tries another load. */
function isLastPhase({ phase }: PhaseParts, { place, world }: StepScene): boolean {
  return phase === "measured" && world.plan.sla === null && place.index + 1 >= place.count;
}

/** The first wave is ready before the phase begins: what it takes to make is no time of the slots. */
async function openItems({ phase, count }: PhaseParts, { step, world, source }: StepScene, schedule: Schedule) {
  const items = source.items(phase, { count, dueAtMs: schedule.dueAtMs });
  const fit = world.remote === null || world.remote.makesItems ? null : new BusFit(world.remote);
  const made = await makeAhead(items, {
    count: Math.min(schedule.slots ?? toAhead(step), toAhead(step)),
    clock: world.clock,
    signal: world.stop.admitting,
    ...(fit === null ? {} : { onItem: fit.note }),
  });
  const note = fit?.check(step) ?? null;
  if (note !== null) world.listener.log("warn", note);
  return made;
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
  return new RecordIntake({
    filler: world.filler,
    sink,
    accumulator,
    health,
    onRecord(record) {
      if (brake.add(record)) stops.braking.abort();
    },
    onCounted: () => queryLog.count(),
    onFailure: (cause) => stops.cutOff.abort(cause),
    onShedding: () => listener.log("warn", SHEDDING_NOTE),
  });
}

interface LiveParts {
  readonly intake: RecordIntake;
  readonly running: ReadonlyMap<number, number>;
  readonly startAtMs: number;
  readonly endsAfterMs: number | null;
}

function toLiveState(parts: PhaseParts, scene: StepScene, live: LiveParts): LiveState {
  const { intake, running, startAtMs, endsAfterMs } = live;
  const { step, place, world, accumulator } = scene;
  return {
    stepName: step.name,
    stepIndex: place.index,
    stepCount: place.count,
    phase: parts.phase,
    total: parts.count,
    startedAtMs: startAtMs,
    endsAfterMs,
    slots: step.parallel,
    expectLater: (perRequestMs) => expectLater(world.plan, place.index, perRequestMs),
    doneBefore: place.usedBefore,
    done: () => intake.endedSessions(),
    running: () => [...running.values()].reduce((sum, count) => sum + count, 0),
    isStopping: () => world.stop.admitting.aborted,
    metrics: () => accumulator.live(world.clock.nowMs()),
    summary: () => accumulator.figures(world.clock.nowMs()),
    step: () => accumulator.finish(),
  };
}

/** Each later step by its time, or by its number at the pace of a request with a slot; pauses between them, too. */
function expectLater(
  { steps, load, sla, sleepIntervalMs }: RunPlan,
  index: number,
  perRequestMs: number,
): number | null {
  if (sla !== null) return null;
  const endMs = endOfLoad(load);
  return steps.slice(index + 1).reduce<number | null>((sum, { number, parallel, rate }) => {
    if (sum === null) return null;
    const paceMs = rate === null ? perRequestMs / (parallel ?? 1) : 1000 / rate;
    const byNumberMs = number === null ? null : number * paceMs;
    const stepMs = endMs ?? byNumberMs;
    return stepMs === null ? null : sum + sleepIntervalMs + stepMs;
  }, 0);
}

interface PhaseCourse {
  readonly schedule: Schedule;
  readonly stops: PhaseStops;
  readonly startAtMs: number;
}

function toLoad(
  { phase, carried }: PhaseParts,
  { step, world }: StepScene,
  { schedule, startAtMs }: Omit<PhaseCourse, "stops">,
): Omit<PhaseLoad, "items" | "stops" | "onRecords" | "onStatus" | "onLost"> {
  return {
    plan: {
      phase,
      startAtMs,
      admitUntilMs: schedule.admitUntilMs === null ? null : startAtMs + schedule.admitUntilMs,
      cutOffAtMs: schedule.cutOffAtMs === null ? null : startAtMs + schedule.cutOffAtMs,
      isPaced: schedule.isPaced,
    },
    slots: schedule.slots,
    ahead: toAhead(step),
    carriedBy: carried?.loops ?? 0,
    onAgentLost: world.plan.agents?.onLost ?? "state",
  };
}

function describeLoss({ shard, reason, moved, lost }: LoopLoss): string {
  return `Event loop ${shard} was lost (${reason}): ${moved} unsent requests go to others, ${lost} that ran are ` +
    'counted as "lost" and are out of all figures';
}

const SHEDDING_NOTE =
  "Records come in faster than they can be worked through: the texts of some are dropped, and where " +
  "the service states no usage their tokens are not counted";

/** A load without slots keeps what comes in so long ready. */
const PACED_AHEAD_SECONDS = 4;
/** A load without slots, rate and number keeps so many items ready. */
const UNKNOWN_NUMBER = 512;
const MIN_AHEAD = 8;
const MAX_AHEAD = 4096;

/** Items made ahead bridge what makes the making of some slow; the bounds keep memory flat. */
function toAhead({ parallel, number, rate }: StepPlan): number {
  const paced = rate === null ? number ?? UNKNOWN_NUMBER : rate * PACED_AHEAD_SECONDS;
  return Math.max(MIN_AHEAD, Math.min(Math.ceil(parallel === null ? paced : 2 * parallel), MAX_AHEAD));
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
