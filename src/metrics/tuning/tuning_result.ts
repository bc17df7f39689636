/**
 * What a search for the highest load found: plain data, written by tuning and read by reports.
 */
import type { Words } from "../../core/words.ts";
import type { StepResult } from "../run_result.ts";
import type { Criteria, Criterion } from "../judging/criterion.ts";

/** What the search varies. */
export type TuningVariable = "parallel" | "rate";

/** A range of values; `null`: open at that end. */
export interface ValueRange {
  readonly low: number | null;
  readonly high: number | null;
}

/**
 * Where the interval of an estimate comes from: order statistics of the pooled samples, the means of the runs, the
 * spread of the samples of a single run, or nowhere. `unreliable`: the figure is not the service's, so there is no value.
 */
export type EstimateMethod = "order_statistics" | "runs" | "samples" | "none" | "unreliable";

/** The number of a metric at a point, from all its runs, with a 95 % interval where one can be stated. */
export interface MetricEstimate {
  /** In the metric's unit; `null`: undefined. */
  readonly value: number | null;
  readonly range: ValueRange | null;
  readonly method: EstimateMethod;
  /** Samples behind the value; of a scalar the runs. */
  readonly sampleCount: number;
}

/** How one criterion came out at a point. */
export interface CriterionAssessment {
  readonly criterion: Criterion;
  readonly estimate: MetricEstimate;
  /** `objective`: nothing to keep, the value is to be as high or low as can be. */
  readonly verdict: "keeps" | "breaks" | "undefined" | "objective";
  /** The whole interval is on that side of the limit. */
  readonly isSure: boolean;
  /** How far the value is beyond the limit, as a share of it; negative: so far within. `null`: not defined. */
  readonly excessShare: number | null;
}

/** `too_low`: breaks only objectives of throughput, which more load may mend. */
export type GroupVerdict = "passes" | "fails" | "too_low" | "undefined";

/** How one group of criteria came out at a point. */
export interface GroupAssessment {
  readonly verdict: GroupVerdict;
  readonly isSure: boolean;
  readonly criteria: readonly CriterionAssessment[];
}

/** `client_limited`: the client could not offer this load; `unfinished`: interrupted before all its runs. */
export type PointVerdict = GroupVerdict | "client_limited" | "unfinished";

/** One run of a point. */
export interface TuningTrial {
  /** Counted from 1. */
  readonly repetition: number;
  readonly number: number;
  /** Taken from an earlier search. */
  readonly isReused: boolean;
  /** Why the client was the limit; `null`: it was not. */
  readonly clientLimit: Words | null;
  readonly step: StepResult;
}

/** One load that was tried. */
export interface TuningPoint {
  readonly value: number;
  readonly verdict: PointVerdict;
  /** Noise did not decide the verdict. */
  readonly isSure: boolean;
  /** Succeeded requests of all runs, as a share. */
  readonly successShare: number | null;
  /** In the order of the criteria's groups. */
  readonly groups: readonly GroupAssessment[];
  readonly trials: readonly TuningTrial[];
}

/** One decision of the search. */
export interface TuningStep {
  readonly value: number;
  /** Why this load was tried, or tried again. */
  readonly reason: string;
  /** Runs of the point after this step. */
  readonly runs: number;
  readonly verdict: PointVerdict;
  readonly isSure: boolean;
  /** What came out, in words. */
  readonly outcome: string;
}

/** What ended the search. */
export interface TuningEnding {
  readonly kind: "service" | "client" | "bound" | "undefined_metric" | "interrupted";
  readonly sentence: string;
  /** The same in Chinese. */
  readonly sentenceZh: string;
}

/** The answer of a search. */
export interface TuningWinner {
  readonly value: number;
  /** Numbers of the groups that hold there, from 1. */
  readonly groups: readonly number[];
  readonly isSure: boolean;
}

/** The settings of a search that a reader must know. */
export interface TuningSettings {
  readonly start: number;
  readonly lowerBound: number;
  readonly upperBound: number;
  readonly numRuns: number;
  readonly maxRuns: number;
  readonly tolerance: number;
  /** The success share asked of a point, where its criteria do not state the success rate themselves. */
  readonly successShare: number;
  /** How many requests a run has, in words. */
  readonly numberRule: string;
}

/** A whole search. */
export interface TuningResult {
  readonly variable: TuningVariable;
  readonly criteria: Criteria;
  readonly settings: TuningSettings;
  /** By rising load. */
  readonly points: readonly TuningPoint[];
  readonly steps: readonly TuningStep[];
  readonly winner: TuningWinner | null;
  /** Highest load that passed and lowest one above it that failed; for an optimum the loads tried on both sides. */
  readonly bracket: ValueRange;
  /** Where the limit lies with 95 % confidence, by the method named. */
  readonly confidence: ValueRange & { readonly method: string };
  readonly ending: TuningEnding;
  readonly warnings: readonly string[];
}
