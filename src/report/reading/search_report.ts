import { words } from "../../core/words.ts";
import { nameCriterion } from "../../metrics/metric_words.ts";
import { findObjective } from "../../metrics/judging/criteria.ts";
import type { TuningResult } from "../../metrics/tuning/tuning_result.ts";
import type { ReportSearch } from "../model/report_model.ts";

/** Shows what a search found as a report does. */
export function toReportSearch(result: TuningResult): ReportSearch {
  const objective = findObjective(result.criteria);
  return {
    variable: result.variable,
    limits: result.criteria.map((group) => group.filter(({ goal }) => goal.kind === "limit").map(nameCriterion)),
    objective: objective === null ? null : nameCriterion(objective),
    winner: result.winner?.value ?? null,
    low: result.confidence.low,
    high: result.confidence.high,
    sentence: words(result.ending.sentence, result.ending.sentenceZh),
    trials: result.steps.map(({ value, verdict, reason, outcome }) => ({ value, verdict, reason, outcome })),
  };
}
