import type { StepPlan } from "../../config/run_plan.ts";
import { toIso } from "../../core/clock.ts";
import { createRandom, deriveSeed } from "../../core/random.ts";
import type { RecordSink, StepEnding } from "../../core/sink.ts";
import type { Phase } from "../../core/work_item.ts";
import { createAccumulator } from "../../metrics/accumulator.ts";
import type { Accumulator } from "../../metrics/accumulator.ts";
import type { StepResult } from "../../metrics/run_result.ts";
import type { ShardStatus } from "../../shards/protocol.ts";
import { startHealthMonitor } from "./health_monitor.ts";
import type { HealthMonitor } from "./health_monitor.ts";
import { createItemSource } from "./item_source.ts";
import type { ItemSource } from "./item_source.ts";
import { watchPhase } from "./live_view.ts";
import { createRecordIntake } from "./record_intake.ts";
import { createQueryLog } from "./query_log.ts";
import type { RunWorld } from "./run_world.ts";
import { healthWarnings } from "./step_warnings.ts";

/** Which step of the run it is and where its files go. */
export interface StepPlace {
  readonly index: number;
  readonly folder: string;
  /** Sessions the steps before have used up. */
  readonly usedBefore: number;
}

/** A step's result with what the run needs of it besides. */
export interface StepRun {
  readonly result: StepResult;
  readonly workloadHash: string | null;
}

/** Runs one point of a sweep; its records go to the sink, which is open. */
export async function runStep(step: StepPlan, place: StepPlace, { world, sink }: StepParts): Promise<StepRun> {
  const { plan, clock, workload, dialect } = world;
  const startedAt = toIso(world.originEpochMs, clock.nowMs());
  const { generation, seed } = plan.workload;
  const sessions = await workload.open({ stepIndex: place.index, usedBefore: place.usedBefore, count: step.number });
  const random = createRandom(deriveSeed(seed, `max_tokens/${place.index}`));
  const source = createItemSource({ sessions, dialect, generation, random });
  const accumulator = createAccumulator();
  const health = startHealthMonitor(clock);
  const phase = { phase: "measured", count: step.number, source, accumulator, health } as const;
  const ended = await runPhase(phase, { step, place, world, sink });
  const ending = toEnding(world, ended, step.number);
  const metrics = accumulator.finish();
  const clientHealth = health.finish();
  const result: StepResult = {
    name: step.name,
    parallel: step.parallel,
    rate: step.rate,
    number: step.number,
    ending,
    startedAt,
    metrics,
    health: clientHealth,
    warnings: healthWarnings({ health: clientHealth, metrics, ending }),
    folder: place.folder,
    args: { ...step.args, outputs_dir: place.folder },
  };
  return { result, workloadHash: source.workloadHash() };
}

interface StepParts {
  readonly world: RunWorld;
  readonly sink: RecordSink;
}

interface PhaseParts {
  readonly phase: Phase;
  readonly count: number | null;
  readonly source: ItemSource;
  readonly accumulator: Accumulator;
  readonly health: HealthMonitor;
}

interface PhasePlace extends StepParts {
  readonly step: StepPlan;
  readonly place: StepPlace;
}

/** Carries one phase and waits until its records are kept; returns how many sessions ended. */
async function runPhase(parts: PhaseParts, { step, place, world, sink }: PhasePlace): Promise<number> {
  const { clock, pool, listener, stop } = world;
  const cutOff = new AbortController();
  const queryLog = createQueryLog({
    everyN: world.plan.output.logEveryNQuery,
    listener,
    accumulator: parts.accumulator,
    clock,
  });
  const running = new Map<number, number>();
  const intake = createRecordIntake({
    filler: world.filler,
    sinks: [sink],
    accumulator: parts.accumulator,
    health: parts.health,
    onSessionEnd: () => {
      queryLog.count();
      world.onProgress(place.usedBefore + intake.endedSessions());
    },
    onFailure: (cause) => cutOff.abort(cause),
  });
  const watching = new AbortController();
  const startAtMs = clock.nowMs();
  const watch = watchPhase({
    stepName: step.name,
    stepIndex: place.index,
    stepCount: world.plan.steps.length,
    phase: parts.phase,
    total: parts.count,
    startedAtMs: startAtMs,
    done: intake.endedSessions,
    running: () => sum(running.values()),
    isStopping: () => stop.admitting.aborted,
    metrics: () => parts.accumulator.live(clock.nowMs()),
  }, { clock, listener, signal: watching.signal });
  try {
    await pool.runPhase({
      phase: parts.phase,
      slots: step.parallel,
      startAtMs,
      lookAhead: toLookAhead(step, pool.count),
      items: parts.source.items(parts.phase, { count: parts.count, dueAtMs: () => null }),
      stops: {
        admitting: AbortSignal.any([stop.admitting, cutOff.signal]),
        continuing: AbortSignal.any([stop.admitting, cutOff.signal]),
        running: AbortSignal.any([stop.running, cutOff.signal]),
      },
      onRecords: intake.add,
      onStatus: (status: ShardStatus) => {
        running.set(status.shard, status.running);
        parts.health.addStatus(status);
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

/** Twice the slots keep a shard busy between two questions for more; the bounds keep memory flat. */
function toLookAhead({ parallel, number }: StepPlan, shards: number): number {
  const perShard = Math.ceil((parallel ?? number) / shards);
  return Math.max(8, Math.min(2 * perShard, 2048));
}

function toEnding({ stop }: RunWorld, ended: number, number: number): StepEnding {
  if (stop.running.aborted) return "cut_off";
  return stop.admitting.aborted && ended < number ? "interrupted" : "complete";
}

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
