import type { JsonObject, JsonValue } from "../../core/json.ts";
import { METRIC_CATALOG } from "../../metrics/catalog.ts";
import { nameCriterion } from "../../metrics/metric_words.ts";
import type { StepResult } from "../../metrics/run_result.ts";
import { type Criterion, describeSubject } from "../../metrics/judging/criterion.ts";
import type {
  CriterionAssessment,
  TuningPoint,
  TuningResult,
  TuningStep,
  TuningTrial,
} from "../../metrics/tuning/tuning_result.ts";
import { toPercentileRows } from "../files/percentile_rows.ts";
import { roundForFile } from "../text/rounding.ts";
import { toSummaryJson } from "../files/summary_json.ts";

/** The file of a run that says what a search was asked for and how it found its answer. */
export const SLA_SEARCH_NAME = "sla_search.json";

/** The key under which the reference has the labels of its percentiles. */
const LABEL_KEY = "Percentiles";

/** Makes `sla_summary.json`: for each load tried the figures of its runs, averaged as in the reference, by rising load. */
export function toSlaSummaryJson(result: TuningResult): JsonObject {
  const tried = result.points.filter(({ trials }) => trials.length > 0);
  const entries = tried.map(({ value, trials }) => [`${result.variable}_${value}`, toRunsJson(trials)] as const);
  return Object.fromEntries(entries);
}

function toRunsJson(trials: readonly TuningTrial[]): JsonObject {
  const steps = trials.map(({ step }) => step);
  return { metrics: averageMetrics(steps), percentiles: averagePercentiles(steps) };
}

function averageMetrics(steps: readonly StepResult[]): JsonObject {
  return averageObjects(steps.map(toSummaryJson), null);
}

/** Turned by a right angle, as the reference has them here: a list for each metric. */
function averagePercentiles(steps: readonly StepResult[]): JsonObject {
  const rowsOfRuns = steps.map(toPercentileRows);
  const longest = rowsOfRuns.toSorted((a, b) => b.length - a.length)[0] ?? [];
  const labels = longest.map((row) => row[LABEL_KEY] ?? null);
  const rows = labels.map((label) => averageObjects(rowsOfRuns.flatMap((run) => findRow(run, label)), LABEL_KEY));
  const columns = Object.keys(rows[0] ?? {});
  return {
    [LABEL_KEY]: labels,
    ...Object.fromEntries(columns.map((column) => [column, rows.map((row) => row[column] ?? null)])),
  };
}

function findRow(rows: readonly JsonObject[], label: JsonValue): JsonObject[] {
  return rows.filter((row) => row[LABEL_KEY] === label);
}

/** Averages the numbers that the runs have under each key; a key without numbers in any run is `null`, texts are left out. */
function averageObjects(objects: readonly JsonObject[], leftOut: string | null): JsonObject {
  const keys = new Set(objects.flatMap((object) => Object.keys(object)));
  const averages = [...keys].filter((key) => key !== leftOut).flatMap((key): [string, JsonValue][] => {
    const values = objects.map((object) => object[key] ?? null);
    if (values.some((value) => value !== null && typeof value !== "number")) return [];
    return [[key, average(values.filter((value) => typeof value === "number"))]];
  });
  return Object.fromEntries(averages);
}

function average(values: readonly number[]): number | null {
  return values.length === 0 ? null : roundForFile(values.reduce((sum, value) => sum + value, 0) / values.length);
}

/**
 * Makes `sla_search.json`, which the reference does not have: what was asked, the answer with its interval, each trial and
 * the reason of each step.
 */
export function toSlaSearchJson(result: TuningResult): JsonObject {
  const { settings, winner, bracket, confidence, ending } = result;
  return {
    variable: result.variable,
    criteria: result.criteria.map((group) => group.map(toCriterionJson)),
    settings: {
      start: settings.start,
      lower_bound: settings.lowerBound,
      upper_bound: settings.upperBound,
      num_runs: settings.numRuns,
      max_runs: settings.maxRuns,
      tolerance: settings.tolerance,
      success_share: settings.successShare,
      number_rule: settings.numberRule,
    },
    winner: winner === null ? null : { value: winner.value, groups: winner.groups, is_sure: winner.isSure },
    interval: { low: bracket.low, high: bracket.high },
    confidence_interval: { low: confidence.low, high: confidence.high, method: confidence.method },
    ended_by: { kind: ending.kind, sentence: ending.sentence, sentence_zh: ending.sentenceZh },
    steps: result.steps.map(toStepJson),
    points: result.points.map(toPointJson),
    trials: result.points.flatMap(({ value, trials }) => trials.map((trial) => toTrialJson(value, trial))),
    warnings: result.warnings,
  };
}

function toCriterionJson(criterion: Criterion): JsonObject {
  const { metric, statistic, goal, written } = criterion;
  const text = nameCriterion(criterion);
  const wanted = goal.kind === "limit" ? { operator: goal.operator, limit: goal.limit } : { operator: goal.direction };
  return {
    text: text.en,
    text_zh: text.zh,
    metric,
    statistic: statistic === null ? null : statistic.kind === "percentile" ? `p${statistic.percent}` : statistic.kind,
    ...wanted,
    unit: METRIC_CATALOG[metric].unit,
    written,
  };
}

function toStepJson({ value, reason, runs, verdict, isSure, outcome }: TuningStep): JsonObject {
  return { value, reason, runs, verdict, is_sure: isSure, outcome };
}

function toPointJson({ value, verdict, isSure, successShare, groups }: TuningPoint): JsonObject {
  return {
    value,
    verdict,
    is_sure: isSure,
    success_share: successShare,
    groups: groups.map((group) => ({
      verdict: group.verdict,
      is_sure: group.isSure,
      criteria: group.criteria.map(toAssessmentJson),
    })),
  };
}

function toAssessmentJson({ criterion, estimate, verdict, isSure, excessShare }: CriterionAssessment): JsonObject {
  return {
    subject: describeSubject(criterion),
    value: estimate.value,
    unit: METRIC_CATALOG[criterion.metric].unit,
    low: estimate.range?.low ?? null,
    high: estimate.range?.high ?? null,
    method: estimate.method,
    samples: estimate.sampleCount,
    verdict,
    is_sure: isSure,
    excess_share: excessShare,
  };
}

function toTrialJson(value: number, { repetition, number, isReused, clientLimit, step }: TuningTrial): JsonObject {
  return {
    value,
    repetition,
    number,
    name: step.name,
    folder: step.folder,
    started_at: step.startedAt,
    ending: step.ending,
    success_rate: step.metrics.scalars.success_rate,
    client_limit: clientLimit?.en ?? null,
    is_reused: isReused,
  };
}
