import type { Words } from "../../core/words.ts";
import type { ReportModel, ReportPoint } from "../model/report_model.ts";

/** What a rule looks at. */
export interface JudgedRun extends Pick<ReportModel, "search"> {
  /** Where the client was the limit nothing is known of the service. */
  readonly points: readonly ReportPoint[];
  readonly all: readonly ReportPoint[];
}

/** What a rule found. */
export interface Finding {
  /** What the rule looks at, with the limit that was passed. */
  readonly because: Words;
  readonly advice: Words;
}

/** A rule for what to do after a run; `null`: there is nothing to say. */
export type SuggestionRule = (run: JudgedRun) => Finding | null;
