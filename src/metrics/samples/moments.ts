import { createBufferedSum } from "./buffered_sum.ts";
import { createExactSum, type ExactSum } from "./exact_sum.ts";
import type { SampleBatch } from "./sample_batch.ts";

/** Running count, sums and range of a distribution: exact whatever happens to the samples, in whatever order they come. */
export interface Moments {
  count: number;
  min: number;
  max: number;
  readonly sum: ExactSum;
  readonly squares: ExactSum;
}

/** The content of moments as plain data. */
export interface MomentsState {
  readonly count: number;
  /** `null`: no samples. */
  readonly range: readonly [min: number, max: number] | null;
  readonly sum: readonly number[];
  readonly squares: readonly number[];
}

/** Creates moments of some samples. */
export function createMoments(values: Iterable<number> = []): Moments {
  return addAll({ ...EMPTY, sum: createExactSum(), squares: createExactSum() }, values);
}

/** Creates moments of many samples: quicker to add to, and of 64 KiB. */
export function createBufferedMoments(values: Iterable<number> = []): Moments {
  return addAll({ ...EMPTY, sum: createBufferedSum(), squares: createBufferedSum() }, values);
}

const EMPTY = { count: 0, min: Infinity, max: -Infinity } as const;

function addAll(moments: Moments, values: Iterable<number>): Moments {
  for (const value of values) addToMoments(moments, value);
  return moments;
}

/** Takes in one sample. */
export function addToMoments(moments: Moments, value: number): void {
  moments.count++;
  moments.sum.add(value);
  moments.squares.addProduct(value, value);
  if (value < moments.min) moments.min = value;
  if (value > moments.max) moments.max = value;
}

/** Takes in many samples. */
export function addAllToMoments(moments: Moments, batch: SampleBatch): void {
  const parts = batch.parts();
  if (parts === null) {
    for (const value of batch.values) addToMoments(moments, value);
    return;
  }
  moments.count += batch.values.length;
  for (const part of parts.sum) moments.sum.add(part);
  for (const part of parts.squares) moments.squares.add(part);
  const [min, max] = batch.range;
  if (min < moments.min) moments.min = min;
  if (max > moments.max) moments.max = max;
}

/** Takes in all samples of others. */
export function mergeMoments(moments: Moments, others: MomentsState): void {
  if (others.range === null) return;
  const [min, max] = others.range;
  moments.count += others.count;
  moments.sum.merge(others.sum);
  moments.squares.merge(others.squares);
  moments.min = Math.min(moments.min, min);
  moments.max = Math.max(moments.max, max);
}

/** Returns the content as plain data; valid until the next change. */
export function toMomentsState({ count, min, max, sum, squares }: Moments): MomentsState {
  return { count, range: count === 0 ? null : [min, max], sum: sum.state(), squares: squares.state() };
}

/** Returns the mean; `null` without samples. Rounding never takes it out of the range: equal samples are their mean. */
export function toMean({ count, sum, min, max }: Pick<Moments, "count" | "sum" | "min" | "max">): number | null {
  return count === 0 ? null : Math.min(Math.max(sum.value() / count, min), max);
}

/**
 * Returns the sample standard deviation (n − 1); `null` with fewer than two samples.
 *
 * Of the sums, without loss of digits where the spread is small beside the mean m: Σ(x − m)² = Σx² − 2mΣx + nm² is summed
 * exactly, and what m itself was rounded by is taken off.
 */
export function toStandardDeviation(moments: Moments): number | null {
  const { count, min, max } = moments;
  const mean = toMean(moments);
  if (mean === null || count < 2) return null;
  if (min === max) return 0;
  const squares = createExactSum();
  squares.merge(moments.squares.state());
  const rest = createExactSum();
  for (const partial of moments.sum.state()) {
    squares.addProduct(-2 * mean, partial);
    rest.add(partial);
  }
  const squareOfMean = createExactSum();
  squareOfMean.addProduct(mean, mean);
  for (const partial of squareOfMean.state()) squares.addProduct(count, partial);
  rest.addProduct(-count, mean);
  const bias = rest.value() ** 2 / count;
  return Math.sqrt(Math.max(0, squares.value() - bias) / (count - 1));
}
