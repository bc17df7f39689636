import { createHistogram, type Histogram } from "./samples/histogram.ts";
import { addToMoments, createMoments, mergeMoments, type Moments, toStandardDeviation } from "./samples/moments.ts";
import { createSortedSamples, type SortedSamples } from "./samples/sorted_samples.ts";
import { type DistributionSummary, type Percentile, PERCENTILES } from "./step_metrics.ts";

/** Up to so many samples all are kept (1.6 MB) and percentiles are exact; beyond, a histogram takes over. */
export const EXACT_SAMPLE_LIMIT = 200_000;

/** With fewer samples the 99.9th percentile is `null`: it would be little more than the maximum. */
export const MIN_SAMPLES_FOR_P99_9 = 1000;

/** Samples of one metric. Mean, standard deviation, minimum and maximum are exact for any number of them. */
export interface Distribution {
  /** Takes in a finite number. */
  add(value: number): void;
  /** Takes in all samples of another distribution, which stays as it is. */
  merge(other: Distribution): void;
  /** Returns a percentile (0 to 100) by linear interpolation, numpy's default; `null` without samples. */
  percentile(percent: number): number | null;
  summary(): DistributionSummary;
  /** Returns what it holds as plain data; valid until the next change. */
  state(): DistributionState;
}

/** The content of a distribution: all samples, or the counts of a histogram. */
export interface DistributionState {
  readonly moments: Readonly<Moments>;
  readonly content:
    | { readonly kind: "samples"; readonly sorted: Float64Array<ArrayBuffer> }
    | { readonly kind: "histogram"; readonly counts: Float64Array<ArrayBuffer> };
}

interface Store {
  readonly moments: Moments;
  readonly exactSampleLimit: number;
  samples: SortedSamples;
  /** `null` as long as all samples are kept. */
  histogram: Histogram | null;
}

/**
 * Creates an empty distribution.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert";
 * const waits = createDistribution();
 * for (const waitMs of [10, 20, 40]) waits.add(waitMs);
 * strictEqual(waits.percentile(75), 30);
 * strictEqual(waits.summary().max, 40);
 * ```
 */
export function createDistribution(exactSampleLimit: number = EXACT_SAMPLE_LIMIT): Distribution {
  const store: Store = {
    moments: createMoments(),
    exactSampleLimit,
    samples: createSortedSamples(),
    histogram: null,
  };
  return {
    add: (value) => {
      addToMoments(store.moments, value);
      addSample(store, value);
    },
    merge: (other) => mergeState(store, other.state()),
    percentile: (percent) => toPercentiles(store, [percent])[0] ?? null,
    summary: () => summarize(store),
    state: () => toState(store),
  };
}

function addSample(store: Store, value: number): void {
  if (store.histogram === null && store.moments.count > store.exactSampleLimit) switchToHistogram(store);
  if (store.histogram === null) store.samples.add(value);
  else store.histogram.add(value);
}

function switchToHistogram(store: Store): Histogram {
  const histogram = createHistogram();
  for (const value of store.samples.sorted()) histogram.add(value);
  store.samples = createSortedSamples();
  store.histogram = histogram;
  return histogram;
}

function mergeState(store: Store, state: DistributionState): void {
  mergeMoments(store.moments, state.moments);
  if (state.content.kind === "samples") {
    for (const value of state.content.sorted) addSample(store, value);
    return;
  }
  const histogram = store.histogram ?? switchToHistogram(store);
  histogram.merge(state.content.counts);
}

function toState({ moments, histogram, samples }: Store): DistributionState {
  if (histogram !== null) return { moments, content: { kind: "histogram", counts: histogram.counts } };
  return { moments, content: { kind: "samples", sorted: samples.sorted() } };
}

function summarize(store: Store): DistributionSummary {
  const { moments } = store;
  const isEmpty = moments.count === 0;
  const values = toPercentiles(store, PERCENTILES);
  const entries = PERCENTILES.map((percent, i) => {
    const isShown = percent !== 99.9 || moments.count >= MIN_SAMPLES_FOR_P99_9;
    return [percent, isShown ? values[i] ?? null : null] as const;
  });
  return {
    count: moments.count,
    mean: isEmpty ? null : moments.mean,
    standardDeviation: toStandardDeviation(moments),
    min: isEmpty ? null : moments.min,
    max: isEmpty ? null : moments.max,
    percentiles: Object.fromEntries(entries) as Record<Percentile, number | null>,
    isExact: store.histogram === null,
  };
}

/** Takes ascending percents. */
function toPercentiles({ moments, histogram, samples }: Store, percents: readonly number[]): number[] {
  if (moments.count === 0) return [];
  const positions = percents.map((percent) => (moments.count - 1) * percent / 100);
  const ranks = positions.flatMap((position) => [Math.floor(position), Math.ceil(position)]);
  const sorted = histogram === null ? samples.sorted() : null;
  const values = histogram?.valuesAt(ranks) ?? ranks.map((rank) => sorted?.[rank] ?? 0);
  return positions.map((position, i) => {
    const below = values[2 * i] ?? 0;
    const above = values[2 * i + 1] ?? 0;
    const value = below + (above - below) * (position - Math.floor(position));
    return Math.min(Math.max(value, moments.min), moments.max);
  });
}
