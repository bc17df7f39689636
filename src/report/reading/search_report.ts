import { describeCriterion } from "../../metrics/judging/criterion.ts";
import type { TuningResult } from "../../metrics/tuning/tuning_result.ts";
import type { ReportSearch } from "../model/report_model.ts";

/** Shows what a search found as a report does. */
export function toReportSearch(result: TuningResult): ReportSearch {
  return {
    variable: result.variable,
    criteria: result.criteria.flat().map(describeCriterion),
    winner: result.winner?.value ?? null,
    low: result.confidence.low,
    high: result.confidence.high,
    sentence: result.ending.sentence,
    trials: result.steps.map(({ value, verdict, reason, outcome }) => ({ value, verdict, reason, outcome })),
  };
}
