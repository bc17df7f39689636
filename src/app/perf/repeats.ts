import type { RunPlan } from "../../config/run_plan.ts";

/** Writes each step out as often as it is to run (`--repeat`), under names of their own. */
export function expandRepeats(plan: RunPlan): RunPlan {
  if (plan.repeat <= 1 || plan.sla !== null) return plan;
  const runs = Array.from({ length: plan.repeat }, (_, run) => run + 1);
  const steps = plan.steps.flatMap((step) => runs.map((run) => ({ ...step, name: `${step.name}_run_${run}` })));
  return { ...plan, steps };
}
