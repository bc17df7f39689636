import type { RunPlan, StepPlan } from "../../config/run_plan.ts";
import { createClock, takeOriginEpochMs } from "../../core/clock.ts";
import type { RunResult } from "../../metrics/run_result.ts";
import { openOutput } from "../output/run_output.ts";
import type { RunOutput } from "../output/run_output.ts";
import { runStep } from "../step/run_step.ts";
import type { StepRun } from "../step/run_step.ts";
import { judgeRun } from "./judge_run.ts";
import type { RunVerdict } from "./judge_run.ts";
import { openWorld } from "./open_world.ts";
import { pauseBetweenSteps } from "./pause.ts";
import { expandRepeats } from "./repeats.ts";
import type { RunListener, StopSignals } from "./run_listener.ts";
import type { RunWorld } from "./run_world.ts";

/** How a run is watched and stopped. */
export interface RunOptions {
  readonly stop: StopSignals;
  readonly listener: RunListener;
}

/** What a run came to. */
export interface RunOutcome extends RunVerdict {
  readonly result: RunResult;
}

/**
 * Carries out a plan: all its steps, their files, the files of the run. Throws `UsageError` and `DataError` for what
 * makes a run impossible; failed requests are results, not errors.
 */
export async function runPerf(asked: RunPlan, options: RunOptions): Promise<RunOutcome> {
  const plan = expandRepeats(asked);
  const originEpochMs = takeOriginEpochMs();
  const clock = createClock(originEpochMs);
  await using output = await openOutput(plan, { originEpochMs, clock, listener: options.listener });
  for (const note of plan.notes) output.listener.log("info", note);
  try {
    await using opened = await openWorld(plan, { ...options, listener: output.listener, originEpochMs, clock, output });
    if (opened.isReady) await runSteps(opened.world, output);
    const result = await output.finish(opened.world.filler.usedTokenizer());
    return { result, ...judgeRun(result, { plan, stop: options.stop }) };
  } catch (cause) {
    await output.fail(cause);
    throw cause;
  }
}

async function runSteps(world: RunWorld, output: RunOutput): Promise<void> {
  let usedBefore = 0;
  let hasRun = false;
  for (const [index, step] of world.plan.steps.entries()) {
    const earlier = output.finished.get(step.name);
    if (earlier === undefined) {
      if (hasRun) await pauseBetweenSteps(world);
      if (world.stop.admitting.aborted) return;
      hasRun = true;
    } else output.takeOver(earlier);
    const run = earlier ?? await runOne(step, { index, usedBefore }, { world, output });
    usedBefore += step.number ?? run.sessions;
  }
}

/** Runs one step with its folder and database, and writes its files. */
export async function runOne(
  step: StepPlan,
  { index, usedBefore }: { readonly index: number; readonly usedBefore: number },
  { world, output }: { readonly world: RunWorld; readonly output: RunOutput },
): Promise<StepRun> {
  const count = world.plan.steps.length;
  const { folder, sink } = await output.store.take(step);
  output.listener.log("info", `Step ${index + 1} of ${count}: ${step.name}`);
  let run: StepRun | null = null;
  try {
    run = await runStep({ step, place: { index, count, folder, usedBefore }, world, sink });
  } finally {
    await output.store.close(step, run?.result.ending ?? "cut_off");
  }
  await output.addStep(run);
  return run;
}
