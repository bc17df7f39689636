import type { RunPlan, StepPlan } from "../../config/run_plan.ts";
import { createClock, takeOriginEpochMs } from "../../core/clock.ts";
import type { RunResult } from "../../metrics/run_result.ts";
import { judgeRun } from "./judge_run.ts";
import type { RunVerdict } from "./judge_run.ts";
import { openOutput } from "./run_output.ts";
import type { RunOutput } from "./run_output.ts";
import type { RunListener, StopSignals } from "./run_listener.ts";
import { runStep } from "../step/run_step.ts";
import type { RunWorld } from "./run_world.ts";
import { openWorld } from "./open_world.ts";
import { pauseBetweenSteps } from "./pause.ts";

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
export async function runPerf(plan: RunPlan, options: RunOptions): Promise<RunOutcome> {
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
  for (const [index, step] of world.plan.steps.entries()) {
    if (index > 0) await pauseBetweenSteps(world);
    if (world.stop.admitting.aborted) return;
    usedBefore += await runOne(step, { index, usedBefore }, { world, output });
  }
}

/** Runs a step and returns how many sessions it used up. */
async function runOne(
  step: StepPlan,
  { index, usedBefore }: { index: number; usedBefore: number },
  { world, output }: { world: RunWorld; output: RunOutput },
): Promise<number> {
  const { folder, sink } = await output.openStep(step, index);
  let run: Awaited<ReturnType<typeof runStep>> | null = null;
  try {
    run = await runStep({ step, place: { index, folder, usedBefore }, world, sink });
  } finally {
    await sink.close(run?.result.ending ?? "cut_off");
  }
  await output.addStep(run);
  return step.number ?? run.sessions;
}
