import type { WorkloadPlan } from "../../config/run_plan.ts";
import { isModulePath } from "../../core/modules/module_path.ts";
import { parseMixParts } from "../../datasets/mixes/mix_parts.ts";
import { runInWorker } from "./module_workload.ts";
import { loadWorkload, type Workload, type WorkloadParts } from "./workload.ts";

/** The data of a run until this is disposed. */
export interface OpenWorkload extends Workload, Disposable {}

/** Loads the data of a run; a module of the user's own is kept out of this thread, which it could block for ever. */
export async function openWorkload(parts: WorkloadParts): Promise<OpenWorkload> {
  if (hasModule(parts.plan.workload)) return runInWorker(parts);
  return { ...await loadWorkload(parts), [Symbol.dispose]: () => {} };
}

function hasModule({ prompt, dataset, datasetPath, datasetSource }: WorkloadPlan): boolean {
  if (prompt !== null) return false;
  if (dataset === "custom") return datasetPath !== null && isModulePath(datasetPath);
  return dataset === "mix" &&
    parseMixParts(datasetSource).some(({ source }) => source !== null && isModulePath(source));
}
