import type { StepPlan } from "../../config/run_plan.ts";
import type { RunOutput } from "../output/run_output.ts";
import { runStep } from "../step/run_step.ts";
import type { StepRun } from "../step/run_step.ts";
import type { RunWorld } from "./run_world.ts";

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
  let run: StepRun | null = null;
  try {
    run = await runStep({ step, place: { index, count, folder, usedBefore }, world, sink });
  } finally {
    await output.store.close(step, run?.result.ending ?? "cut_off");
  }
  await output.addStep(run);
  return run;
}
