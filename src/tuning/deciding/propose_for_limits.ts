import type { TuningPoint } from "../../metrics/tuning/tuning_result.ts";
import { describeVerdict, leadsUp, type Proposal, proposeRepeat, proposeStart, type SearchView } from "./proposal.ts";

/**
 * Decides the next load in the search for the highest one that keeps its limits: doubles while points pass, halves while
 * they fail, then bisects. Points on whose verdict the next decision rests are repeated first where noise decided them.
 * Returns `null` at the end.
 */
export function proposeForLimits(view: SearchView): Proposal | null {
  const { points, scale, numRuns } = view;
  if (points.length === 0) return proposeStart(view);
  const { below, above } = findEdges(points);
  for (const point of [below, above]) {
    const repeat = point === null ? null : proposeRepeat(point, view);
    if (repeat !== null) return repeat;
  }
  if (below !== null && above !== null) return proposeBetween(below, above, view);
  if (below !== null && below.value < scale.upper) {
    const value = scale.doubled(below.value);
    return { value, runs: numRuns, reason: `doubled: ${below.value} ${describeVerdict(below)}` };
  }
  if (below === null && above !== null && above.value > scale.lower) {
    const value = scale.halved(above.value);
    return { value, runs: numRuns, reason: `halved: ${above.value} ${describeVerdict(above)}` };
  }
  return null;
}

/** The points between which the answer lies: the highest one that leads up, and the lowest above it that leads down. */
function findEdges(
  points: readonly TuningPoint[],
): { readonly below: TuningPoint | null; readonly above: TuningPoint | null } {
  const below = points.findLast(leadsUp) ?? null;
  const above = points.find((point) => !leadsUp(point) && point.value > (below?.value ?? -Infinity)) ?? null;
  return { below, above };
}

function proposeBetween(below: TuningPoint, above: TuningPoint, { scale, numRuns }: SearchView): Proposal | null {
  const value = scale.between(below.value, above.value);
  if (value === null) return null;
  const reason = `between ${below.value}, which ${describeVerdict(below)}, and ${above.value}, which ${
    describeVerdict(above)
  }`;
  return { value, runs: numRuns, reason };
}
