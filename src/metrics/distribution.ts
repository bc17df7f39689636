import { createHistogram, type Histogram } from "./samples/histogram.ts";
import {
  addAllToMoments,
  addToMoments,
  createBufferedMoments,
  mergeMoments,
  type Moments,
  type MomentsState,
  toMean,
  toMomentsState,
  toStandardDeviation,
} from "./samples/moments.ts";
import type { SampleBatch } from "./samples/sample_batch.ts";
import { createSortedSamples, type SortedSamples } from "./samples/sorted_samples.ts";
import { type DistributionSummary, type Percentile, PERCENTILES } from "./step_metrics.ts";

/**
 * Up to so many samples all are kept (0.4 MB) and percentiles are exact; beyond, a histogram takes over, which is smaller.
 * A run of a million requests has reached it within its first tenth, so that it takes no more memory from then on.
 */
export const EXACT_SAMPLE_LIMIT = 50_000;

/** With fewer samples the 99.9th percentile is `null`: it would be little more than the maximum. */
export const MIN_SAMPLES_FOR_P99_9 = 1000;

/**
 * Returns how many samples a percentile needs so that one at least lies beyond it; with fewer it is little more than the
 * minimum or the maximum.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert";
 * deepStrictEqual([1, 50, 90, 99].map(samplesNeeded), [100, 2, 10, 100]);
 * ```
 */
export function samplesNeeded(percent: number): number {
  return Math.ceil(Number((100 / Math.min(percent, 100 - percent)).toFixed(6)));
}

/** Tells whether so many samples are too few for a percentile: it says little more than the minimum or the maximum. */
export function isThin(count: number, percent: number): boolean {
  return count > 0 && count < samplesNeeded(percent);
}

/** Samples of one metric. Mean, standard deviation, minimum and maximum are exact for any number of them. */
export interface Distribution {
  /** Takes in a finite number. */
  add(value: number): void;
  /** Takes in many finite numbers. */
  addAll(batch: SampleBatch): void;
  count(): number;
  /** Returns the mean of what came so far, at the cost of what came since it was asked for last; `null` without samples. */
  mean(): number | null;
  /** Returns a percentile (0 to 100) by linear interpolation, numpy's default; `null` without samples. */
  percentile(percent: number): number | null;
  summary(): DistributionSummary;
  /** Returns what it holds as plain data; valid until the next change. */
  state(): DistributionState;
  /** Takes in all samples of another distribution. */
  merge(state: DistributionState): void;
}

/** The content of a distribution: all samples, or the counts of a histogram with what is exact beside them. */
export type DistributionState =
  | { readonly kind: "samples"; readonly sorted: Float64Array<ArrayBuffer> }
  | { readonly kind: "histogram"; readonly counts: Uint8Array<ArrayBuffer>; readonly moments: MomentsState };

/** All samples, or what takes their place beyond the limit. */
type Content =
  | { readonly kind: "samples"; readonly samples: SortedSamples }
  | { readonly kind: "histogram"; readonly histogram: Histogram; readonly moments: Moments };

interface Store {
  readonly exactSampleLimit: number;
  content: Content;
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
  const store: Store = { exactSampleLimit, content: createSamples() };
  return {
    add: (value) => addSample(store, value),
    addAll: (batch) => addSamples(store, batch),
    count: () => countOf(store.content),
    mean: () => store.content.kind === "samples" ? store.content.samples.mean() : toMean(store.content.moments),
    percentile: (percent) => toPercentiles(view(store.content), [percent])[0] ?? null,
    summary: () => summarize(view(store.content)),
    state: () => toState(store.content),
    merge: (state) => mergeState(store, state),
  };
}

function createSamples(): Content {
  return { kind: "samples", samples: createSortedSamples() };
}

function countOf(content: Content): number {
  return content.kind === "samples" ? content.samples.count() : content.moments.count;
}

/** Which of the two a distribution is depends on the number of its samples alone, so that their order does not matter. */
function addSample(store: Store, value: number): void {
  const { content, exactSampleLimit } = store;
  if (content.kind === "histogram") return addToHistogram(content, value);
  if (content.samples.add(value) > exactSampleLimit) switchToHistogram(store, content.samples);
}

function addSamples(store: Store, batch: SampleBatch): void {
  const { content, exactSampleLimit } = store;
  if (content.kind === "histogram") {
    content.histogram.addAll(batch.buckets());
    addAllToMoments(content.moments, batch);
  } else if (content.samples.addAll(batch.values) > exactSampleLimit) switchToHistogram(store, content.samples);
}

function addToHistogram({ histogram, moments }: Extract<Content, { kind: "histogram" }>, value: number): void {
  histogram.add(value);
  addToMoments(moments, value);
}

function switchToHistogram(store: Store, samples: SortedSamples): Extract<Content, { kind: "histogram" }> {
  const content = { kind: "histogram", histogram: createHistogram(), moments: createBufferedMoments() } as const;
  for (const value of samples.sorted()) addToHistogram(content, value);
  store.content = content;
  return content;
}

function mergeState(store: Store, state: DistributionState): void {
  if (state.kind === "samples") {
    for (const value of state.sorted) addSample(store, value);
    return;
  }
  const { content } = store;
  const { histogram, moments } = content.kind === "histogram" ? content : switchToHistogram(store, content.samples);
  histogram.merge(state.counts);
  mergeMoments(moments, state.moments);
}

function toState(content: Content): DistributionState {
  if (content.kind === "samples") return { kind: "samples", sorted: content.samples.sorted() };
  return { kind: "histogram", counts: content.histogram.toCounts(), moments: toMomentsState(content.moments) };
}

/** What figures are read from. */
interface View {
  readonly count: number;
  readonly min: number;
  readonly max: number;
  readonly valuesAt: (ranks: readonly number[]) => readonly number[];
  readonly readMoments: () => Moments;
  readonly isExact: boolean;
}

function view(content: Content): View {
  if (content.kind === "histogram") {
    const { moments, histogram } = content;
    const { count, min, max } = moments;
    return { count, min, max, valuesAt: histogram.valuesAt, readMoments: () => moments, isExact: false };
  }
  const sorted = content.samples.sorted();
  return {
    count: sorted.length,
    min: sorted[0] ?? 0,
    max: sorted.at(-1) ?? 0,
    valuesAt: (ranks) => ranks.map((rank) => sorted[rank] ?? 0),
    // Only when somebody asks: while all samples are kept, adding one is storing it.
    readMoments: () => createBufferedMoments(sorted),
    isExact: true,
  };
}

function summarize(shown: View): DistributionSummary {
  const { count, min, max, isExact } = shown;
  const values = toPercentiles(shown, PERCENTILES);
  const entries = PERCENTILES.map((percent, i) => {
    const isShown = percent !== 99.9 || count >= MIN_SAMPLES_FOR_P99_9;
    return [percent, isShown ? values[i] ?? null : null] as const;
  });
  const moments = count === 0 ? null : shown.readMoments();
  return {
    count,
    mean: moments === null ? null : toMean(moments),
    standardDeviation: moments === null ? null : toStandardDeviation(moments),
    min: count === 0 ? null : min,
    max: count === 0 ? null : max,
    percentiles: Object.fromEntries(entries) as Record<Percentile, number | null>,
    isExact,
  };
}

/** Takes ascending percents. */
function toPercentiles({ count, min, max, valuesAt }: View, percents: readonly number[]): number[] {
  if (count === 0) return [];
  const positions = percents.map((percent) => (count - 1) * percent / 100);
  const values = valuesAt(positions.flatMap((position) => [Math.floor(position), Math.ceil(position)]));
  return positions.map((position, i) => {
    const below = values[2 * i] ?? 0;
    const above = values[2 * i + 1] ?? 0;
    const value = below + (above - below) * (position - Math.floor(position));
    return Math.min(Math.max(value, min), max);
  });
}

/** Reads a percentile (0 to 100); `null` without samples. */
export type PercentileReader = (percent: number) => number | null;

/** Reads percentiles of samples of which some are replaced by as many others. */
export function replaceSamples(
  all: DistributionState,
  replaced: DistributionState,
  replacements: DistributionState,
): PercentileReader {
  const changed = createDistribution();
  changed.merge(all.kind === "samples" ? withoutSamples(all.sorted, replaced) : withoutCounts(all, replaced));
  changed.merge(replacements);
  return changed.percentile;
}

/** Both are sorted, and the ones to leave out are among the others. */
function withoutSamples(sorted: Float64Array, replaced: DistributionState): DistributionState {
  const leftOut = replaced.kind === "samples" ? replaced.sorted : new Float64Array();
  let next = 0;
  const kept = sorted.filter((value) => {
    if (next >= leftOut.length || value !== leftOut[next]) return true;
    next++;
    return false;
  });
  return { kind: "samples", sorted: Float64Array.from(kept) };
}

/** Counts of buckets can be taken off; the range stays as it was, which bounds no percentile in it wrongly. */
function withoutCounts(
  { counts, moments }: Extract<DistributionState, { kind: "histogram" }>,
  replaced: DistributionState,
): DistributionState {
  const leftOut = createDistribution(0);
  leftOut.merge(replaced);
  const rest = createHistogram();
  rest.merge(counts);
  const gone = leftOut.state();
  if (gone.kind === "histogram") rest.remove(gone.counts);
  return {
    kind: "histogram",
    counts: rest.toCounts(),
    moments: { ...moments, count: moments.count - leftOut.count() },
  };
}
