import type { Criteria, Criterion } from "../metrics/judging/criterion.ts";
import { requiredSamples } from "./statistics/required_samples.ts";

/** How many requests a run of a point has. */
export interface NumberRule {
  numberFor(value: number): number;
  /** The rule in words. */
  readonly description: string;
}

interface NumberWishes {
  readonly multiplier: number;
  /** The user gave it, and means it. */
  readonly isGiven: boolean;
  readonly numRuns: number;
}

/**
 * Makes the rule for the number of requests: the multiplier's, and where the user gave none at least so many that all
 * runs of a point together have the samples that the hardest percentile needs.
 */
export function createNumberRule(
  criteria: Criteria,
  { multiplier, isGiven, numRuns }: NumberWishes,
): NumberRule {
  const needed = findNeededSamples(criteria);
  const scaled = (value: number): number => Math.max(1, Math.round(value * multiplier));
  const product = `${multiplier} × the load`;
  if (isGiven || needed === null) return { numberFor: scaled, description: `${product}, at least 1` };
  const least = Math.ceil(needed.samples / numRuns);
  return {
    numberFor: (value) => Math.max(least, scaled(value)),
    description:
      `${product}, at least ${least}: p${needed.percent} needs ${needed.samples} samples for 99 % confidence, over ${numRuns} runs`,
  };
}

/** What the hardest percentile of the criteria needs. */
export interface NeededSamples {
  readonly percent: number;
  readonly samples: number;
}

/** Finds the percentile that needs the most samples; `null` where the criteria have none. */
function findNeededSamples(criteria: Criteria): NeededSamples | null {
  return criteria.flat().map(neededSamples).reduce<NeededSamples | null>(
    (most, needed) => needed !== null && needed.samples > (most?.samples ?? 0) ? needed : most,
    null,
  );
}

/** What a criterion needs; `null` where it is about no percentile. */
export function neededSamples({ statistic }: Criterion): NeededSamples | null {
  if (statistic?.kind !== "percentile") return null;
  return { percent: statistic.percent, samples: requiredSamples(statistic.percent) };
}
