import type { RunPlan } from "./run_plan.ts";

/** Whether code of the user's own builds bodies on the main thread; a dataset of the user's own runs in a worker. */
export function runsUserApi({ target: { custom } }: Pick<RunPlan, "target">): boolean {
  return custom !== null && custom.moduleUrl !== null;
}
