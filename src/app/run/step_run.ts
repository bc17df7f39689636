import type { StepPlan } from "../../config/run_plan.ts";
import type { Accumulator } from "../../metrics/accumulator.ts";
import type { StepResult } from "../../metrics/run_result.ts";

/** What broke a load off: items that cannot be made, a mistake of ours. */
export interface LoadFailure {
  readonly cause: unknown;
}

/** A step that begins. */
export interface StepStart {
  readonly step: StepPlan;
  /** From 0. */
  readonly index: number;
  /** How many steps the run has, as far as is known. */
  readonly count: number;
  /** Its folder, which exists. */
  readonly folder: string;
}

/** A step's result with what the run needs of it besides. */
export interface StepRun {
  readonly result: StepResult;
  /** The tokenizer by which missing counts were filled so far; `null`: none was needed. */
  readonly usedTokenizer: string | null;
  /** The samples behind the metrics; `null` for a step of an earlier run. */
  readonly samples: Accumulator["samples"] | null;
  /** What broke the step off; to be thrown once its figures are safe. */
  readonly failure: LoadFailure | null;
}
