/**
 * The search for the highest load that keeps its objectives, or for the load with the best value of one metric. This folder
 * does not know how a trial is run, nor files or the terminal: it gets `runTrial` and gives plain data.
 *
 * - `searchHighestLoad(options, runTrial)` runs the search. `runTrial({ value, repetition, number, reason })` carries
 *   `number` requests (conversations) at `value` slots or requests per second, and returns the step's result, why the
 *   client was the limit (`null`: it was not), whether it was interrupted, and, so that percentiles can be pooled over
 *   runs, the samples of the metrics that `findDistributions(criteria)` names.
 * - `options.onPoint` gets the result so far after each decision, to be written.
 * - `options.earlierTrials` are used instead of running the same load and repetition again.
 * - The result goes to `toSlaSummaryJson` and `renderSlaSummary` of the report.
 */
import type { Criteria } from "../metrics/judging/criterion.ts";
import type { TuningEnding, TuningPoint, TuningResult, TuningVariable } from "../metrics/tuning/tuning_result.ts";
import { conclude } from "./conclude.ts";
import { words } from "../core/words.ts";
import { endedBy } from "./ended_by.ts";
import { findObjective } from "../metrics/judging/criteria.ts";
import { createLoadScale } from "./deciding/load_scale.ts";
import { describeOutcome } from "./deciding/outcome_text.ts";
import type { Proposal } from "./deciding/proposal.ts";
import { proposeForLimits } from "./deciding/propose_for_limits.ts";
import { proposeForOptimum } from "./deciding/propose_for_optimum.ts";
import { createNumberRule } from "./number_rule.ts";
import { judgePoint } from "./point_trials.ts";
import type { EarlierTrial, RunTrial, Trial } from "./trial.ts";
import type { SearchPlan, SearchProgress } from "./search_plan.ts";

/** Settings of a search. */
export interface SearchOptions {
  readonly variable: TuningVariable;
  readonly criteria: Criteria;
  /** The first load tried; `null`: the lower bound. */
  readonly start: number | null;
  readonly lowerBound: number;
  readonly upperBound: number;
  /** Runs of each load. */
  readonly numRuns: number;
  /** Runs of a load that noise decides; by default twice as many, at least 3. */
  readonly maxRuns?: number;
  /** How near to each other passing and failing rates must be at the end, as a share. */
  readonly tolerance: number;
  /** The share of succeeded requests (0…1) asked of a load, where its criteria do not state the success rate themselves. */
  readonly successShare: number;
  /** Requests for each unit of load. */
  readonly numberMultiplier: number;
  /** The user gave it, and means it. */
  readonly isMultiplierGiven: boolean;
  readonly earlierTrials?: readonly EarlierTrial[];
  /** Starts no further trial once it is aborted. */
  readonly signal?: AbortSignal;
  /** Receives the result so far after each step of the search. */
  readonly onPoint?: (soFar: TuningResult) => void | Promise<void>;
}

const MIN_MAX_RUNS = 3;

/** Searches for the highest load that keeps the criteria, or for the optimum that they ask for. */
export async function searchHighestLoad(options: SearchOptions, runTrial: RunTrial): Promise<TuningResult> {
  const plan = toSearchPlan(options);
  const progress: SearchProgress = { trials: new Map(), points: new Map(), steps: [] };
  const propose = findObjective(plan.criteria) === null ? proposeForLimits : proposeForOptimum;
  for (;;) {
    const proposal = propose({ ...plan, points: sortedPoints(progress) });
    if (proposal === null) return conclude(plan, progress, null);
    const ending = await carryOut(proposal, { plan, progress, runTrial });
    const soFar = conclude(plan, progress, ending);
    await options.onPoint?.(soFar);
    if (ending !== null) return soFar;
  }
}

function toSearchPlan(options: SearchOptions): SearchPlan {
  const { variable, criteria, lowerBound, upperBound, numRuns, tolerance, numberMultiplier, isMultiplierGiven } =
    options;
  const isCoarse = findObjective(criteria) !== null;
  const scale = createLoadScale(variable, { lower: lowerBound, upper: upperBound, tolerance, isCoarse });
  return {
    variable,
    criteria,
    scale,
    start: scale.clamp(options.start ?? scale.lower),
    numRuns,
    maxRuns: Math.max(numRuns, options.maxRuns ?? Math.max(MIN_MAX_RUNS, 2 * numRuns)),
    tolerance,
    successShare: options.successShare,
    numberRule: createNumberRule(criteria, { multiplier: numberMultiplier, isGiven: isMultiplierGiven, numRuns }),
    earlierTrials: options.earlierTrials ?? [],
    signal: options.signal ?? null,
  };
}

interface SearchContext {
  readonly plan: SearchPlan;
  readonly progress: SearchProgress;
  readonly runTrial: RunTrial;
}

/** Runs what is missing of a proposal and notes what came out; returns why the search ends here, `null`: it does not. */
async function carryOut(proposal: Proposal, context: SearchContext): Promise<TuningEnding | null> {
  const { plan, progress } = context;
  const trials = progress.trials.get(proposal.value) ?? [];
  progress.trials.set(proposal.value, trials);
  const isInterrupted = await runMissing(proposal, trials, context);
  const isUnfinished = isInterrupted && trials.length < plan.numRuns;
  const judged = judgePoint(proposal.value, trials, { plan, points: sortedPoints(progress) });
  const point: TuningPoint = isUnfinished ? { ...judged, verdict: "unfinished", isSure: false } : judged;
  progress.points.set(point.value, point);
  progress.steps.push({
    value: point.value,
    reason: proposal.reason,
    runs: point.trials.length,
    verdict: point.verdict,
    isSure: point.isSure,
    outcome: isInterrupted ? "interrupted" : describeOutcome(point).en,
  });
  if (isInterrupted) {
    const place = `${plan.variable} ${point.value}`;
    return endedBy("interrupted", words(`The search was interrupted at ${place}`, `搜索在 ${place} 处被中断`));
  }
  if (point.verdict !== "undefined") return null;
  const { en, zh } = describeOutcome(point);
  return endedBy("undefined_metric", words(`The search cannot go on: ${en}`, `搜索无法继续：${zh}`));
}

async function runMissing(
  { value, runs, reason }: Proposal,
  trials: Trial[],
  { plan, runTrial }: SearchContext,
): Promise<boolean> {
  for (let repetition = trials.length + 1; repetition <= runs; repetition++) {
    const earlier = plan.earlierTrials.find((trial) => trial.value === value && trial.repetition === repetition);
    if (earlier === undefined && plan.signal?.aborted === true) return true;
    const number = plan.numberRule.numberFor(value);
    const outcome = earlier?.outcome ?? await runTrial({ value, repetition, number, reason });
    if (outcome.isInterrupted) return true;
    trials.push({ ...outcome, repetition, number, isReused: earlier !== undefined });
  }
  return false;
}

function sortedPoints({ points }: SearchProgress): readonly TuningPoint[] {
  return [...points.values()].sort((a, b) => a.value - b.value);
}
