import type { Criteria } from "../metrics/judging/criterion.ts";
import type { TuningPoint, TuningStep, TuningVariable } from "../metrics/tuning/tuning_result.ts";
import type { LoadScale } from "./deciding/load_scale.ts";
import type { NumberRule } from "./number_rule.ts";
import type { EarlierTrial, Trial } from "./trial.ts";

/** The settings of a search, complete. */
export interface SearchPlan {
  readonly variable: TuningVariable;
  readonly criteria: Criteria;
  readonly scale: LoadScale;
  readonly start: number;
  readonly numRuns: number;
  readonly maxRuns: number;
  readonly tolerance: number;
  readonly successShare: number;
  readonly numberRule: NumberRule;
  readonly earlierTrials: readonly EarlierTrial[];
  readonly signal: AbortSignal | null;
}

/** What a search has found so far; it grows. */
export interface SearchProgress {
  readonly trials: Map<number, Trial[]>;
  readonly points: Map<number, TuningPoint>;
  readonly steps: TuningStep[];
}
