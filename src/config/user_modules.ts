import { isModulePath } from "../core/modules/module_path.ts";
import type { RunPlan } from "./run_plan.ts";

/** Whether code of the user's own takes part in a run. */
export function runsUserModule({ target, workload }: RunPlan): boolean {
  const { dataset, datasetPath } = workload;
  if (target.custom !== null && target.custom.moduleUrl !== null) return true;
  return dataset === "custom" && datasetPath !== null && isModulePath(datasetPath);
}
