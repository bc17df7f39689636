/**
 * Services that are started here for one run: their start, their readiness and their end. This folder must not know how
 * a load is carried.
 */
import type { LocalPlan, RunPlan } from "../../config/run_plan.ts";
import type { Clock } from "../../core/clock.ts";
import type { RunListener } from "../run/run_listener.ts";

/** What the start of a service needs of a run. */
export interface LocalServiceParts {
  readonly clock: Clock;
  readonly listener: RunListener;
  /** Once aborted, the start is given up. */
  readonly signal: AbortSignal;
  /** Receives the service's log. */
  readonly folder: string;
}

/** A service that runs until this is disposed. */
export interface LocalService extends AsyncDisposable {
  /** `false`: the start was given up on a signal. */
  readonly isReady: boolean;
}

/** What a service is started for. */
export type LocalRun = Pick<RunPlan, "workload"> & { readonly local: LocalPlan };

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
