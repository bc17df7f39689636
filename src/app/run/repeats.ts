import type { RunPlan } from "../../config/run_plan.ts";
import { summariseRepeats } from "../../metrics/repeats.ts";
import type { RepeatedStep, StepResult } from "../../metrics/run_result.ts";

const RUN_SUFFIX = "_run_";

/** Writes each step out as often as it is to run (`--repeat`), under names of their own. */
export function expandRepeats(plan: RunPlan): RunPlan {
  if (plan.repeat <= 1 || plan.sla !== null) return plan;
  const runs = Array.from({ length: plan.repeat }, (_, run) => run + 1);
  const steps = plan.steps.flatMap((step) => runs.map((run) => ({ ...step, name: `${step.name}${RUN_SUFFIX}${run}` })));
  return { ...plan, steps };
}

/** Puts the runs of each repeated step together; none where steps ran once. */
export function summariseSteps({ repeat, sla }: RunPlan, steps: readonly StepResult[]): readonly RepeatedStep[] {
  if (repeat <= 1 || sla !== null) return [];
  const byName = Map.groupBy(steps, ({ name }) => name.slice(0, name.lastIndexOf(RUN_SUFFIX)));
  return [...byName].map(([name, runs]) => ({
    name,
    parallel: runs[0]?.parallel ?? null,
    rate: runs[0]?.rate ?? null,
    summary: summariseRepeats(runs.map(({ metrics }) => metrics)),
  }));
}
