import type { RunPlan } from "../../config/run_plan.ts";
import type { RunContext } from "../../metrics/run_result.ts";

/** What a plan alone tells of its run. */
export type PlanFacts = Pick<RunContext, "model" | "dataset" | "api" | "url" | "endpoints" | "proxy" | "seed">;

/** Takes out of a plan what results say of it. */
export function toPlanFacts({ workload, target }: RunPlan): PlanFacts {
  return {
    model: workload.models?.map(({ model }) => model).join(", ") ?? workload.generation.model,
    dataset: describeDataset(workload),
    api: target.api,
    url: target.displayUrl,
    endpoints: target.endpoints.length === 1 ? null : {
      urls: target.endpoints.map(({ name }) => name),
      ...target.endpointRule,
    },
    proxy: target.proxy?.displayUrl ?? null,
    seed: workload.seed,
  };
}

function describeDataset({ prompt, dataset, datasetSource }: RunPlan["workload"]): string {
  if (prompt !== null) return "prompt";
  return datasetSource === null ? dataset : `${dataset}:${datasetSource}`;
}
