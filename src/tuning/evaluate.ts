import { METRIC_CATALOG } from "../metrics/catalog.ts";
import type { Criteria, CriteriaGroup, Criterion, CriterionGoal, LimitOperator } from "../metrics/judging/criterion.ts";
import type {
  CriterionAssessment,
  GroupAssessment,
  GroupVerdict,
  MetricEstimate,
} from "../metrics/tuning/tuning_result.ts";
import { computeSuccessShare, estimateMetric, type TrialMetrics } from "./deciding/estimate.ts";

/** How the criteria came out over all runs of a point. */
export interface Assessment {
  readonly verdict: GroupVerdict;
  readonly isSure: boolean;
  readonly successShare: number | null;
  readonly groups: readonly GroupAssessment[];
}

/** Two measured numbers nearer than this, as a share, are equal. */
const EQUALITY_TOLERANCE = 1e-9;

/**
 * Holds the runs of a point against criteria: it passes where one group passes, and a group where all its criteria hold
 * and the share of succeeded requests asked (0…1) is reached; a group with a criterion of its own on the success rate is
 * held to that instead. It is sure where no interval lies across a limit that matters.
 */
export function evaluateCriteria(
  criteria: Criteria,
  trials: readonly TrialMetrics[],
  { successShare: asked }: { readonly successShare: number },
): Assessment {
  const successShare = computeSuccessShare(trials);
  const groups = criteria.map((group) => {
    const assessment = assessGroup(group, trials);
    const lacksSuccess = (successShare ?? 0) === 0 || (!hasOwnSuccessRate(group) && (successShare ?? 0) < asked);
    return lacksSuccess ? { ...assessment, verdict: "fails", isSure: true } as const : assessment;
  });
  return { ...combineGroups(groups), successShare, groups };
}

function hasOwnSuccessRate(group: CriteriaGroup): boolean {
  return group.some(({ metric }) => metric === "success_rate");
}

function combineGroups(groups: readonly GroupAssessment[]): Pick<Assessment, "verdict" | "isSure"> {
  const passing = groups.filter(({ verdict }) => verdict === "passes");
  if (passing.length > 0) return { verdict: "passes", isSure: passing.some(({ isSure }) => isSure) };
  const failing = groups.filter(({ verdict }) => verdict !== "undefined");
  if (failing.length === 0) return { verdict: "undefined", isSure: true };
  const verdict = failing.some((group) => group.verdict === "too_low") ? "too_low" : "fails";
  return { verdict, isSure: failing.every(({ isSure }) => isSure) };
}

function assessGroup(group: CriteriaGroup, trials: readonly TrialMetrics[]): GroupAssessment {
  const criteria = group.map((criterion) => assessCriterion(criterion, estimateMetric(trials, criterion)));
  const verdict = toGroupVerdict(criteria);
  const isSure = verdict === "passes"
    ? criteria.every((assessment) => assessment.isSure)
    : criteria.some((assessment) => assessment.verdict !== "keeps" && assessment.isSure);
  return { verdict, isSure, criteria };
}

function toGroupVerdict(criteria: readonly CriterionAssessment[]): GroupVerdict {
  if (criteria.some(({ verdict }) => verdict === "undefined")) return "undefined";
  const broken = criteria.filter(({ verdict }) => verdict === "breaks");
  if (broken.length === 0) return "passes";
  return broken.every(({ criterion }) => canMoreLoadMend(criterion)) ? "too_low" : "fails";
}

/** Holds an estimate against one criterion. */
function assessCriterion(criterion: Criterion, estimate: MetricEstimate): CriterionAssessment {
  const { goal } = criterion;
  const { value } = estimate;
  const assessment = { criterion, estimate, excessShare: null };
  if (value === null) return { ...assessment, verdict: "undefined", isSure: true };
  if (goal.kind === "optimum") return { ...assessment, verdict: "objective", isSure: true };
  const holds = isWithin(value, goal);
  return {
    ...assessment,
    verdict: holds ? "keeps" : "breaks",
    isSure: isSureOf(holds, goal, estimate),
    excessShare: toExcessShare(value, goal),
  };
}

type LimitGoal = Extract<CriterionGoal, { kind: "limit" }>;

const COMPARISONS: Readonly<Record<LimitOperator, (value: number, limit: number) => boolean>> = {
  "<=": (value, limit) => value <= limit,
  ">=": (value, limit) => value >= limit,
  "<": (value, limit) => value < limit,
  ">": (value, limit) => value > limit,
  "==": (value, limit) => Math.abs(value - limit) <= EQUALITY_TOLERANCE * Math.max(1, Math.abs(limit)),
};

function isWithin(value: number, { operator, limit }: LimitGoal): boolean {
  return COMPARISONS[operator](value, limit);
}

/** An open end of an interval holds for anything; an estimate without interval is taken as it is. */
function isSureOf(holds: boolean, goal: LimitGoal, { range }: MetricEstimate): boolean {
  if (range === null) return true;
  const low = range.low ?? -Infinity;
  const high = range.high ?? Infinity;
  if (goal.operator === "==") return holds || low > goal.limit || high < goal.limit;
  return isWithin(low, goal) === holds && isWithin(high, goal) === holds;
}

function toExcessShare(value: number, { operator, limit }: LimitGoal): number | null {
  if (limit === 0) return null;
  const distance = (value - limit) / Math.abs(limit);
  if (operator === "==") return Math.abs(distance);
  return operator.startsWith("<") ? distance : -distance;
}

/** Tells whether a broken criterion may hold at a higher load: it asks for more of something that grows with load. */
function canMoreLoadMend({ metric, goal }: Criterion): boolean {
  if (goal.kind !== "limit" || !goal.operator.startsWith(">")) return false;
  const { growsWithLoad, direction } = METRIC_CATALOG[metric];
  return growsWithLoad === true || direction === "lower";
}
