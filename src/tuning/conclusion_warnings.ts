import { describeSubject } from "../metrics/judging/criterion.ts";
import type { CriterionAssessment, TuningPoint } from "../metrics/tuning/tuning_result.ts";
import { neededSamples } from "./number_rule.ts";
import type { SearchPlan } from "./search_plan.ts";

interface Conclusion {
  readonly plan: SearchPlan;
  readonly points: readonly TuningPoint[];
  readonly best: TuningPoint | null;
  readonly above: TuningPoint | null;
}

/** A queue shows in the latency only when the load lasts some latencies. */
const MIN_LATENCIES = 5;

/** Says what a reader must know before trusting the answer of a search. */
export function findWarnings(conclusion: Conclusion): readonly string[] {
  const { points, best, above } = conclusion;
  const near = [best, above].filter((point) => point !== null);
  const tooFew = near.flatMap(findSmallSamples)[0];
  const noisy = near.filter((point) => !point.isSure).map(({ value }) => value);
  const contradicting = points.filter((point) => point.verdict === "fails" && point.value < (best?.value ?? -Infinity));
  return [
    ...(tooFew === undefined ? [] : [tooFew]),
    ...(noisy.length === 0 ? [] : [describeNoise(noisy, conclusion.plan)]),
    ...(contradicting.length === 0 ? [] : [describeContradiction(contradicting, best)]),
    ...describeShortness(conclusion),
  ];
}

function findSmallSamples({ value, groups }: TuningPoint): string[] {
  return groups.flatMap(({ criteria }) => criteria).flatMap((assessment) => describeSmallSample(assessment, value));
}

function describeSmallSample({ criterion, estimate }: CriterionAssessment, value: number): string[] {
  const needed = neededSamples(criterion);
  if (needed === null || estimate.value === null || estimate.sampleCount >= needed.samples) return [];
  const subject = describeSubject(criterion);
  return [
    `${subject} at ${value} rests on ${estimate.sampleCount} samples; ${needed.samples} are needed for 99 % confidence: ` +
    "raise --sla-number-multiplier or leave it out",
  ];
}

function describeNoise(values: readonly number[], { maxRuns, variable }: SearchPlan): string {
  const places = values.join(" and ");
  return `Noise as large as the distance to the limit decided at ${variable} ${places}, after up to ${maxRuns} runs: see the interval`;
}

function describeContradiction(failing: readonly TuningPoint[], best: TuningPoint | null): string {
  const loads = failing.map(({ value }) => value).join(", ");
  return `A load below the answer ${best?.value} failed (${loads}): the service does not get worse steadily with the load, or was disturbed`;
}

function describeShortness({ plan, best }: Conclusion): string[] {
  if (plan.variable !== "rate" || best === null) return [];
  const number = Math.max(...best.trials.map((trial) => trial.number));
  const loadSeconds = number / best.value;
  const latencies = best.trials.flatMap(({ step }) => step.metrics.distributions.latency.mean ?? []);
  const longest = Math.max(0, ...latencies);
  if (loadSeconds >= MIN_LATENCIES * longest) return [];
  return [
    `A run at ${best.value} requests per second sends for ${loadSeconds.toFixed(1)} s, at a latency of ${
      longest.toFixed(1)
    } s: ` +
    "too short for a queue to show; raise --sla-number-multiplier",
  ];
}
