import { toIso } from "../../core/clock.ts";
import { createRandom, deriveSeed } from "../../core/random.ts";
import type { StepEnding } from "../../core/sink.ts";
import { createAccumulator } from "../../metrics/accumulator.ts";
import type { StepResult } from "../../metrics/run_result.ts";
import type { RunWorld } from "../perf/run_world.ts";
import { startHealthMonitor } from "./health_monitor.ts";
import { createItemSource } from "./item_source.ts";
import type { ItemSource } from "./item_source.ts";
import { runPhase } from "./run_phase.ts";
import type { StepScene } from "./run_phase.ts";
import { healthWarnings } from "./step_warnings.ts";

/** A step's result with what the run needs of it besides. */
export interface StepRun {
  readonly result: StepResult;
  readonly workloadHash: string | null;
  /** Sessions that ended. */
  readonly sessions: number;
}

/** Runs one point of a sweep; its records go to the sink, which is open. */
export async function runStep(parts: Pick<StepScene, "step" | "place" | "world" | "sink">): Promise<StepRun> {
  const { step, place, world } = parts;
  const startedAt = toIso(world.originEpochMs, world.clock.nowMs());
  const source = await openItems(parts);
  const scene: StepScene = {
    ...parts,
    source,
    accumulator: createAccumulator(),
    health: startHealthMonitor(world.clock),
  };
  const ended = await runPhase({ phase: "measured", count: step.number }, scene);
  const ending = toEnding(world, ended, step.number);
  const metrics = scene.accumulator.finish();
  const health = scene.health.finish();
  const result: StepResult = {
    name: step.name,
    parallel: step.parallel,
    rate: step.rate,
    number: step.number,
    ending,
    startedAt,
    metrics,
    health,
    warnings: healthWarnings({ health, metrics, ending }),
    folder: place.folder,
    args: { ...step.args, outputs_dir: place.folder },
  };
  return { result, workloadHash: source.workloadHash(), sessions: ended };
}

async function openItems({ step, place, world }: Pick<StepScene, "step" | "place" | "world">): Promise<ItemSource> {
  const { generation, seed } = world.plan.workload;
  const { index, usedBefore } = place;
  const sessions = await world.workload.open({ stepIndex: index, usedBefore, count: step.number });
  const random = createRandom(deriveSeed(seed, `max_tokens/${index}`));
  return createItemSource({ sessions, dialect: world.dialect, generation, random });
}

function toEnding({ stop }: RunWorld, ended: number, number: number | null): StepEnding {
  if (stop.running.aborted) return "cut_off";
  return stop.admitting.aborted && (number === null || ended < number) ? "interrupted" : "complete";
}
