import type { GoodputMetric, GoodputPromise } from "../judging/goodput.ts";
import type { RequestFigures } from "../request_figures.ts";
import type { GoodputSummary } from "../step_metrics.ts";

/** Counts requests that keep all promises. */
export interface GoodputTally {
  /** Takes a succeeded request and tells whether it kept all promises. */
  add(figures: RequestFigures): boolean;
  good(): number;
  finish(counts: { readonly requests: number; readonly succeeded: number }): GoodputSummary;
  state(): GoodputTallyState;
  merge(state: GoodputTallyState): void;
}

/** The content of a tally as plain data: requests that kept all, and that missed each. */
export interface GoodputTallyState {
  readonly good: number;
  readonly missed: readonly number[];
}

/** Times count from the sending, as in vLLM; `itl` is the mean gap, as in AIPerf. */
const READ_MS: Readonly<Record<GoodputMetric, (figures: RequestFigures) => number | null>> = {
  ttft: (figures) => figures.ttftMs,
  tpot: (figures) => figures.tpotMs,
  itl: (figures) => figures.meanGapMs,
  e2e: (figures) => figures.latencyMs,
};

/** Creates a tally of no requests. */
export function createGoodputTally(promises: readonly GoodputPromise[]): GoodputTally {
  const results = promises.map((promise) => ({ ...promise, missed: 0 }));
  let good = 0;
  return {
    add: (figures) => {
      let isGood = true;
      for (const result of results) {
        const valueMs = READ_MS[result.metric](figures);
        if (valueMs === null || valueMs <= result.limitMs) continue;
        result.missed++;
        isGood = false;
      }
      if (isGood) good++;
      return isGood;
    },
    good: () => good,
    finish: ({ requests, succeeded }) => ({
      requests,
      failed: requests - succeeded,
      good,
      promises: results.map((result) => ({ ...result })),
    }),
    state: () => ({ good, missed: results.map(({ missed }) => missed) }),
    merge: (state) => {
      good += state.good;
      results.forEach((result, index) => result.missed += state.missed[index] ?? 0);
    },
  };
}
