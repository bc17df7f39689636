import type { StepPlan } from "../../config/run_plan.ts";
import type { StepRun } from "../run/step_run.ts";
import { runStep } from "../step/run_step.ts";
import type { RunWorld } from "../step/run_world.ts";
import type { RunOutput } from "./run_output.ts";

/** Runs one step and tells all that listen; throws what broke it off, once its figures are safe. */
export async function runOne(
  step: StepPlan,
  { index, usedBefore }: { readonly index: number; readonly usedBefore: number },
  { world, output }: { readonly world: RunWorld; readonly output: RunOutput },
): Promise<StepRun> {
  const { steps, sla } = world.plan;
  const count = sla === null ? steps.length : index + 1;
  const folder = await output.startStep(step, { index, count });
  if (sla === null) output.listener.log("info", `Step ${index + 1} of ${count}: ${step.name}`);
  const keep = (batch: Parameters<RunOutput["addRecords"]>[0]) => output.addRecords(batch);
  const place = { index, count, folder, usedBefore };
  const run = await runStep({ step, place, world, sink: { add: keep }, warmedUp: () => output.warmedUp() });
  await output.endStep(run);
  if (run.failure !== null) throw run.failure.cause;
  return run;
}
