import type { CriterionAssessment, MetricEstimate, TuningPoint } from "../../metrics/tuning/tuning_result.ts";
import { describeVerdict, leadsUp, type Proposal, proposeRepeat, proposeStart, type SearchView } from "./proposal.ts";
import { proposeForLimits } from "./propose_for_limits.ts";

/** Values nearer than this, as a share, count as equal; of equal ones the lowest load wins. */
const OPTIMUM_MARGIN = 0.01;
/** 1 − 1 / golden ratio: the share of the longer side at which a probe narrows both sides equally. */
const GOLDEN_SHARE = 0.381966;

/**
 * Decides the next load in the search for the optimum of one metric among the loads that keep all limits. The metric is
 * taken to rise to one peak or plateau and to fall after it: the search doubles and halves from the start until it has a
 * worse load on both sides, then narrows them by the golden section. Differences that noise may have made are measured
 * again. Returns `null` at the end.
 */
export function proposeForOptimum(view: SearchView): Proposal | null {
  const { points } = view;
  if (points.length === 0) return proposeStart(view);
  const best = findBest(points);
  // No load keeps the limits yet: the search for one that does is that for the highest.
  if (best === null) return proposeForLimits(view);
  const below = points.findLast(({ value }) => value < best.value) ?? null;
  const above = points.find(({ value }) => value > best.value) ?? null;
  return proposeRepeat(best, view) ?? proposeComparison(best, [below, above], view) ??
    proposeOutward(best, { below, above }, view) ?? proposeInward(best, { below, above }, view);
}

/** Finds the lowest load whose metric is the best within a small margin, among those that keep all limits. */
export function findBest(points: readonly TuningPoint[]): TuningPoint | null {
  const feasible = points.filter((point) => point.verdict === "passes");
  const goodness = feasible.map((point) => goodnessOf(point) ?? -Infinity);
  const highest = Math.max(...goodness);
  const allowed = highest - OPTIMUM_MARGIN * Math.abs(highest);
  return feasible.find((_, index) => (goodness[index] ?? -Infinity) >= allowed) ?? null;
}

/** Tells whether a load is worse than the best one by more than the margin, or keeps not all limits. */
export function isWorse(other: TuningPoint, best: TuningPoint): boolean {
  if (other.verdict !== "passes") return true;
  const highest = goodnessOf(best) ?? -Infinity;
  return (goodnessOf(other) ?? -Infinity) < highest - OPTIMUM_MARGIN * Math.abs(highest);
}

/** Tells whether a load is worse than the best one by more than the noise of both, or surely keeps not all limits. */
export function isSurelyWorse(other: TuningPoint, best: TuningPoint): boolean {
  if (other.verdict !== "passes") return other.isSure;
  const [mine, theirs] = [objectiveOf(best)?.estimate, objectiveOf(other)?.estimate];
  if (mine === undefined || theirs === undefined || mine.value === null || theirs.value === null) return false;
  return isWorse(other, best) && Math.abs(mine.value - theirs.value) > Math.hypot(reach(mine), reach(theirs));
}

/** The metric, turned so that more is better. */
function goodnessOf(point: TuningPoint): number | null {
  const objective = objectiveOf(point);
  if (objective === null || objective.estimate.value === null) return null;
  const { goal } = objective.criterion;
  return goal.kind === "optimum" && goal.direction === "min" ? -objective.estimate.value : objective.estimate.value;
}

function objectiveOf({ groups }: TuningPoint): CriterionAssessment | null {
  return groups.flatMap(({ criteria }) => criteria).find(({ verdict }) => verdict === "objective") ?? null;
}

function proposeComparison(
  best: TuningPoint,
  others: readonly (TuningPoint | null)[],
  { maxRuns }: SearchView,
): Proposal | null {
  for (const other of others) {
    if (other === null || other.verdict !== "passes" || isDistinct(best, other)) continue;
    const [fewer] = [best, other].sort((a, b) => a.trials.length - b.trials.length);
    if (fewer === undefined || fewer.trials.length >= maxRuns) continue;
    const reason = `repeated: noise is as large as the difference between ${best.value} and ${other.value}`;
    return { value: fewer.value, runs: fewer.trials.length + 1, reason };
  }
  return null;
}

/** Equal within the margin, or apart by more than the noise of both. */
function isDistinct(best: TuningPoint, other: TuningPoint): boolean {
  const isTied = !isWorse(other, best) && !isWorse(best, other);
  return isTied || isSurelyWorse(other, best) || isSurelyWorse(best, other);
}

function reach({ range }: MetricEstimate): number {
  return range === null || range.low === null || range.high === null ? 0 : (range.high - range.low) / 2;
}

interface Neighbours {
  readonly below: TuningPoint | null;
  readonly above: TuningPoint | null;
}

function proposeOutward(best: TuningPoint, { below, above }: Neighbours, view: SearchView): Proposal | null {
  const { scale, numRuns } = view;
  if (above === null && best.value < scale.upper) {
    return { value: scale.doubled(best.value), runs: numRuns, reason: `doubled: ${best.value} is the best so far` };
  }
  if (below === null && best.value > scale.lower) {
    return { value: scale.halved(best.value), runs: numRuns, reason: `halved: ${best.value} is the best so far` };
  }
  return null;
}

function proposeInward(
  best: TuningPoint,
  { below, above }: Neighbours,
  { scale, numRuns }: SearchView,
): Proposal | null {
  const low = below === null ? null : scale.between(below.value, best.value, 1 - GOLDEN_SHARE);
  const high = above === null ? null : scale.between(best.value, above.value, GOLDEN_SHARE);
  const lowGap = below === null ? 0 : best.value - below.value;
  const highGap = above === null ? 0 : above.value - best.value;
  const value = high === null || (low !== null && lowGap > highGap) ? low : high;
  if (value === null) return null;
  const end = value === low ? below : above;
  if (end === null) return null;
  const side = leadsUp(end) ? `${end.value}` : `${end.value}, which ${describeVerdict(end)}`;
  return { value, runs: numRuns, reason: `between ${best.value}, the best so far, and ${side}` };
}
