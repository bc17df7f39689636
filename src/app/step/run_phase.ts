import type { StepPlan } from "../../config/run_plan.ts";
import type { RecordSink } from "../../core/sink.ts";
import type { Phase } from "../../core/work_item.ts";
import type { Accumulator } from "../../metrics/accumulator.ts";
import type { PhaseLoad } from "../../shards/shard_pool.ts";
import type { RunWorld } from "../perf/run_world.ts";
import type { HealthMonitor } from "./health_monitor.ts";
import type { ItemSource } from "./item_source.ts";
import { watchPhase } from "./live_view.ts";
import type { LiveState } from "./live_view.ts";
import { createQueryLog } from "./query_log.ts";
import { createRecordIntake } from "./record_intake.ts";
import type { RecordIntake } from "./record_intake.ts";

/** Which step of the run it is and where its files go. */
export interface StepPlace {
  readonly index: number;
  readonly folder: string;
  /** Sessions the steps before have used up. */
  readonly usedBefore: number;
}

/** What the phases of a step share. */
export interface StepScene {
  readonly step: StepPlan;
  readonly place: StepPlace;
  readonly world: RunWorld;
  /** Open; closed by whoever opened it. */
  readonly sink: RecordSink;
  readonly source: ItemSource;
  readonly accumulator: Accumulator;
  readonly health: HealthMonitor;
}

/** One phase of a step. */
export interface PhaseParts {
  readonly phase: Phase;
  readonly count: number | null;
}

/** Carries one phase and waits until its records are kept; returns how many sessions ended. */
export async function runPhase(parts: PhaseParts, scene: StepScene): Promise<number> {
  const { clock, pool, listener } = scene.world;
  const cutOff = new AbortController();
  const watching = new AbortController();
  const running = new Map<number, number>();
  const intake = createIntake(scene, cutOff);
  const startAtMs = clock.nowMs();
  const state = toLiveState(parts, scene, { intake, running, startAtMs });
  const watch = watchPhase(state, { clock, listener, signal: watching.signal });
  try {
    await pool.runPhase({
      ...toLoad(parts, scene, cutOff.signal),
      startAtMs,
      onRecords: intake.add,
      onStatus(status) {
        running.set(status.shard, status.running);
        scene.health.addStatus(status);
      },
    });
    await intake.drain();
  } finally {
    watching.abort();
    await watch;
    listener.progressEnd();
  }
  return intake.endedSessions();
}

function createIntake({ world, place, sink, accumulator, health }: StepScene, cutOff: AbortController): RecordIntake {
  const { listener, clock, plan } = world;
  const queryLog = createQueryLog({ everyN: plan.output.logEveryNQuery, listener, accumulator, clock });
  const intake: RecordIntake = createRecordIntake({
    filler: world.filler,
    sinks: [sink],
    accumulator,
    health,
    onSessionEnd() {
      queryLog.count();
      world.onProgress(place.usedBefore + intake.endedSessions());
    },
    onFailure: (cause) => cutOff.abort(cause),
  });
  return intake;
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
    stepCount: world.plan.steps.length,
    phase: parts.phase,
    total: parts.count,
    startedAtMs: startAtMs,
    done: intake.endedSessions,
    running: () => [...running.values()].reduce((sum, count) => sum + count, 0),
    isStopping: () => world.stop.admitting.aborted,
    metrics: () => accumulator.live(world.clock.nowMs()),
  };
}

function toLoad(
  { phase, count }: PhaseParts,
  { step, world, source }: StepScene,
  cutOff: AbortSignal,
): Omit<PhaseLoad, "startAtMs" | "onRecords" | "onStatus"> {
  const { stop, pool } = world;
  const stopping = AbortSignal.any([stop.admitting, cutOff]);
  return {
    phase,
    slots: step.parallel,
    admitUntilMs: null,
    cutOffAtMs: null,
    lookAhead: toLookAhead(step, pool.count),
    items: source.items(phase, { count, dueAtMs: () => null }),
    stops: { admitting: stopping, continuing: stopping, running: AbortSignal.any([stop.running, cutOff]) },
  };
}

/** A load without slots and without a number keeps so many items ready. */
const UNKNOWN_NUMBER = 512;

/** Twice the slots keep a shard busy between two questions for more; the bounds keep memory flat. */
function toLookAhead({ parallel, number }: StepPlan, shards: number): number {
  const perShard = Math.ceil((parallel ?? number ?? UNKNOWN_NUMBER) / shards);
  return Math.max(8, Math.min(2 * perShard, 2048));
}
