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
