import { DISTRIBUTION_IDS, type DistributionId } from "../metrics/catalog.ts";
import type { Criteria } from "../metrics/judging/criterion.ts";
import type { CriterionAssessment, TuningPoint, TuningTrial } from "../metrics/tuning/tuning_result.ts";
import type { TrialMetrics } from "./deciding/estimate.ts";
import { evaluateCriteria } from "./evaluate.ts";
import type { SearchPlan } from "./search_plan.ts";
import type { Trial } from "./trial.ts";

/** Throughput that grows less than this, as a share, when the load doubles has reached the service's limit. */
const MIN_GROWTH = 0.05;
/** Two loads this far apart count as a doubling. */
const DOUBLING = 1.9;

/** Finds the metrics with many samples of which the criteria read percentiles. */
export function findDistributions(criteria: Criteria): readonly DistributionId[] {
  const asked = criteria.flat().filter(({ statistic }) => statistic?.kind === "percentile").map(({ metric }) => metric);
  return DISTRIBUTION_IDS.filter((id) => asked.includes(id));
}

/** Judges a load by all its runs, and by the loads below it where it is a question of growth. */
export function judgePoint(
  value: number,
  trials: readonly Trial[],
  { plan, points }: { readonly plan: SearchPlan; readonly points: readonly TuningPoint[] },
): TuningPoint {
  const limited = trials.filter(({ clientLimit }) => clientLimit !== null);
  const isClientLimited = trials.length > 0 && limited.length * 2 >= trials.length;
  const counted = isClientLimited ? trials : trials.filter(({ clientLimit }) => clientLimit === null);
  const assessment = evaluateCriteria(plan.criteria, counted.map(toTrialMetrics), plan);
  const point: TuningPoint = { value, ...assessment, trials: trials.map(toTuningTrial) };
  if (isClientLimited) return { ...point, verdict: "client_limited", isSure: true };
  return point.verdict === "too_low" && isBeyondService(point, points) ? { ...point, verdict: "fails" } : point;
}

/** Too little throughput is the service's limit where less load gave enough, or as much. */
function isBeyondService(point: TuningPoint, points: readonly TuningPoint[]): boolean {
  const lower = points.filter(({ value }) => value < point.value);
  if (lower.some(({ verdict }) => verdict === "passes")) return true;
  const half = lower.findLast(({ value, verdict }) => verdict === "too_low" && value * DOUBLING <= point.value);
  if (half === undefined) return false;
  return point.groups.every((group, index) => {
    if (group.verdict !== "too_low") return true;
    const before = half.groups[index]?.criteria ?? [];
    return group.criteria.some((assessment, i) => assessment.verdict === "breaks" && !hasGrown(assessment, before[i]));
  });
}

function hasGrown(now: CriterionAssessment, before: CriterionAssessment | undefined): boolean {
  return (now.estimate.value ?? 0) > (before?.estimate.value ?? 0) * (1 + MIN_GROWTH);
}

function toTrialMetrics({ step, distributions }: Trial): TrialMetrics {
  const { metrics, validity: { unreliable } } = step;
  return distributions === undefined ? { metrics, unreliable } : { metrics, unreliable, distributions };
}

function toTuningTrial({ repetition, number, isReused, clientLimit, step }: Trial): TuningTrial {
  return { repetition, number, isReused, clientLimit, step };
}
