import { DISTRIBUTION_IDS, type DistributionId } from "../metrics/catalog.ts";
import type { Distribution } from "../metrics/distribution.ts";
import type { StepResult } from "../metrics/run_result.ts";
import type { Criteria } from "../metrics/judging/criterion.ts";
import type { CriterionAssessment, TuningPoint, TuningTrial } from "../metrics/tuning/tuning_result.ts";
import type { TrialMetrics } from "./deciding/estimate.ts";
import { evaluateCriteria } from "./evaluate.ts";
import type { SearchPlan } from "./search_plan.ts";

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
  readonly clientLimit: string | null;
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
  return distributions === undefined ? { metrics: step.metrics } : { metrics: step.metrics, distributions };
}

function toTuningTrial({ repetition, number, isReused, clientLimit, step }: Trial): TuningTrial {
  return { repetition, number, isReused, clientLimit, step };
}
