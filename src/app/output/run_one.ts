import type { StepPlan } from "../../config/run_plan.ts";
import type { RunOutput } from "./run_output.ts";
import { runStep } from "../step/run_step.ts";
import type { StepRun } from "../step/run_step.ts";
import type { RunWorld } from "../step/run_world.ts";

/** Runs one step with its folder and database, and writes its files. */
export async function runOne(
  step: StepPlan,
  { index, usedBefore }: { readonly index: number; readonly usedBefore: number },
  { world, output }: { readonly world: RunWorld; readonly output: RunOutput },
): Promise<StepRun> {
  const { steps, sla } = world.plan;
  const { folder, sink } = await output.store.take(step);
  const count = sla === null ? steps.length : index + 1;
  if (sla === null) output.listener.log("info", `Step ${index + 1} of ${count}: ${step.name}`);
  const run = await runStep({ step, place: { index, count, folder, usedBefore }, world, sink });
  if (run.failure !== null) await saveBroken(run, step, output);
  else {
    await output.store.close(step, run.result.ending);
    await output.addStep(run);
  }
  return run;
}

/** Shows and, as far as it can be written, keeps what there is of a step that broke off; throws what broke it off. */
async function saveBroken(run: StepRun, step: StepPlan, output: RunOutput): Promise<never> {
  const cause = run.failure?.cause;
  if ((run.result.metrics.scalars.total_requests ?? 0) > 0) output.listener.stepDone(run.result);
  try {
    await output.store.close(step, "cut_off");
    await output.addStep(run);
  } catch (error) {
    // A full disk says the same again.
    if (messageOf(error) !== messageOf(cause)) output.listener.log("error", messageOf(error));
  }
  throw cause;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
