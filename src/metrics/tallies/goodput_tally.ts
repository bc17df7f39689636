import type { GoodputMetric, GoodputObjective } from "../judging/goodput.ts";
import type { RequestFigures } from "../request_figures.ts";
import type { GoodputSummary } from "../step_metrics.ts";

/** Counts requests that keep all objectives. */
export interface GoodputTally {
  /** Takes a succeeded request and tells whether it kept all objectives. */
  add(figures: RequestFigures): boolean;
  finish(step: GoodputStep): GoodputSummary;
  state(): GoodputTallyState;
  merge(state: GoodputTallyState): void;
}

/** What is known of the step besides. */
export interface GoodputStep {
  readonly requests: number;
  readonly succeeded: number;
  /** The times between events are the service's. */
  readonly isPaceReliable: boolean;
}

/** The content of a tally as plain data. */
export interface GoodputTallyState {
  /** Requests that kept all objectives, and those that kept all but for the times between events. */
  readonly good: number;
  readonly goodBesidePace: number;
  /** Requests that missed each. */
  readonly missed: readonly number[];
}

/** Times count from the sending, as in vLLM; `itl` is the mean gap, as in AIPerf. */
const READ_MS: Readonly<Record<GoodputMetric, (figures: RequestFigures) => number | null>> = {
  ttft: (figures) => figures.ttftMs,
  tpot: (figures) => figures.tpotMs,
  itl: (figures) => figures.meanGapMs,
  e2e: (figures) => figures.latencyMs,
};

/** Made of the times between events, which say nothing where those came together. */
const PACE_METRICS: readonly GoodputMetric[] = ["tpot", "itl"];

/** Creates a tally of no requests. */
export function createGoodputTally(objectives: readonly GoodputObjective[]): GoodputTally {
  const results = objectives.map((objective) => ({
    ...objective,
    isPace: PACE_METRICS.includes(objective.metric),
    missed: 0,
  }));
  let good = 0;
  let goodBesidePace = 0;
  return {
    add: (figures) => {
      let isGood = true;
      let isGoodBesidePace = true;
      for (const result of results) {
        const valueMs = READ_MS[result.metric](figures);
        if (valueMs === null || valueMs <= result.limitMs) continue;
        result.missed++;
        isGood = false;
        if (!result.isPace) isGoodBesidePace = false;
      }
      if (isGood) good++;
      if (isGoodBesidePace) goodBesidePace++;
      return isGood;
    },
    finish: ({ requests, succeeded, isPaceReliable }) => {
      const promises = results.map(({ isPace, ...result }) => ({ ...result, isJudged: isPaceReliable || !isPace }));
      const judgedGood = isPaceReliable ? good : goodBesidePace;
      const isAnyJudged = promises.some(({ isJudged }) => isJudged);
      return { requests, failed: requests - succeeded, good: isAnyJudged ? judgedGood : null, promises };
    },
    state: () => ({ good, goodBesidePace, missed: results.map(({ missed }) => missed) }),
    merge: (state) => {
      good += state.good;
      goodBesidePace += state.goodBesidePace;
      results.forEach((result, index) => result.missed += state.missed[index] ?? 0);
    },
  };
}
