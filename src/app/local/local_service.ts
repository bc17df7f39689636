/**
 * Services that are started here for one run: their start, their readiness and their end. This folder must not know how
 * a load is carried.
 */
import type { RunPlan } from "../../config/run_plan.ts";
import type { LocalService, LocalServiceParts } from "./local_run.ts";

/**
 * Starts the service that a plan asks for and resolves when it is ready; `null` where the plan's service runs already.
 * Throws `DataError` with the reason where it does not start.
 */
export async function startLocalService(plan: RunPlan, parts: LocalServiceParts): Promise<LocalService | null> {
  const { local } = plan.target;
  if (local === null) return null;
  const run = { workload: plan.workload, local };
  if (local.runtime === "vllm") {
    const { startVllm } = await import("./vllm/vllm_service.ts");
    return await startVllm(run, parts);
  }
  const { startTransformers } = await import("./transformers/transformers_service.ts");
  return await startTransformers(run, parts);
}
