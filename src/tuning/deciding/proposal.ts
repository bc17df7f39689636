import type { CriterionAssessment, TuningPoint } from "../../metrics/tuning/tuning_result.ts";
import { findRankRange } from "../statistics/rank_range.ts";
import type { LoadScale } from "./load_scale.ts";

/** What the search does next: a load, and how many runs it is to have in all. */
export interface Proposal {
  readonly value: number;
  readonly runs: number;
  readonly reason: string;
}

/** What a decision rests on. */
export interface SearchView {
  /** All loads tried so far, by rising load. */
  readonly points: readonly TuningPoint[];
  readonly scale: LoadScale;
  readonly start: number;
  readonly numRuns: number;
  readonly maxRuns: number;
}

/** Tells whether the load may be raised from a point. */
export function leadsUp({ verdict }: TuningPoint): boolean {
  return verdict === "passes" || verdict === "too_low";
}

/** Proposes the first load. */
export function proposeStart({ scale, start, numRuns }: SearchView): Proposal {
  return { value: scale.clamp(start), runs: numRuns, reason: "start" };
}

/** Proposes another run of a point that noise decided, while more runs may help. */
export function proposeRepeat(point: TuningPoint, { maxRuns }: SearchView): Proposal | null {
  const runs = point.trials.length;
  if (point.isSure || runs >= maxRuns || !canMoreRunsDecide(point, maxRuns / runs)) return null;
  return { value: point.value, runs: runs + 1, reason: "repeated: the 95 % interval lies across the limit" };
}

/** Writes what came out at a point in a word. */
export function describeVerdict({ verdict }: TuningPoint): string {
  return VERDICT_WORDS[verdict];
}

const VERDICT_WORDS: Readonly<Record<TuningPoint["verdict"], string>> = {
  passes: "passes",
  fails: "fails",
  too_low: "is too low",
  undefined: "cannot be judged",
  client_limited: "is more than the client can offer",
  unfinished: "is unfinished",
};

/** An interval open at one end for want of samples may close with the samples of more runs. */
function canMoreRunsDecide({ groups }: TuningPoint, factor: number): boolean {
  const unsure = groups.flatMap(({ criteria }) => criteria).filter(({ isSure }) => !isSure);
  return unsure.some((assessment) => hasClosedRange(assessment, factor));
}

function hasClosedRange({ estimate, criterion: { statistic } }: CriterionAssessment, factor: number): boolean {
  const { range, sampleCount } = estimate;
  if (range === null) return false;
  if (range.low !== null && range.high !== null) return true;
  if (statistic?.kind !== "percentile") return false;
  const ranks = findRankRange(statistic.percent, Math.floor(sampleCount * factor));
  return ranks.low !== null && ranks.high !== null;
}
