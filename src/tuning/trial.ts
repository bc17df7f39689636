import type { Words } from "../core/words.ts";
import type { DistributionId } from "../metrics/catalog.ts";
import type { Distribution } from "../metrics/distribution.ts";
import type { StepResult } from "../metrics/run_result.ts";

/** What the search asks for: one run at one load. */
export interface TrialRequest {
  /** Slots or requests per second. */
  readonly value: number;
  /** Counted from 1 at each load. */
  readonly repetition: number;
  /** Requests (conversations) of the run. */
  readonly number: number;
  /** Why this load is tried. */
  readonly reason: string;
}

/** What came of one run. */
export interface TrialOutcome {
  readonly step: StepResult;
  /** Why the client, not the service, was the limit; `null`: it was not. */
  readonly clientLimit: Words | null;
  /** Stopped by the user before its end: its figures decide nothing. */
  readonly isInterrupted: boolean;
  /** The samples of the metrics that `findDistributions` names; without them percentiles are averaged over runs. */
  readonly distributions?: Readonly<Partial<Record<DistributionId, Distribution>>>;
}

/** Runs one trial. */
export type RunTrial = (request: TrialRequest) => Promise<TrialOutcome>;

/** A trial of an earlier search, of the same plan. */
export interface EarlierTrial {
  readonly value: number;
  readonly repetition: number;
  readonly outcome: TrialOutcome;
}

/** A trial with its place in the search. */
export interface Trial extends TrialOutcome {
  readonly repetition: number;
  readonly number: number;
  readonly isReused: boolean;
}
