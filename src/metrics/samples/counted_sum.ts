import { createExactSum, type ExactSum } from "./exact_sum.ts";

/** An exact sum and how many values are in it. */
export interface CountedSum {
  count: number;
  readonly exact: ExactSum;
}

/** The content of a sum as plain data. */
export interface CountedSumState {
  readonly count: number;
  readonly partials: readonly number[];
}

/** Creates a sum of nothing. */
export function createCountedSum(): CountedSum {
  return { count: 0, exact: createExactSum() };
}

/** Adds a value where there is one. */
export function addToSum(sum: CountedSum, value: number | null): void {
  if (value === null) return;
  sum.count++;
  sum.exact.add(value);
}

/** Adds all that is in another sum. */
export function mergeSum(sum: CountedSum, { count, partials }: CountedSumState): void {
  sum.count += count;
  sum.exact.merge(partials);
}

/** Returns the content as plain data; valid until the next change. */
export function toSumState({ count, exact }: CountedSum): CountedSumState {
  return { count, partials: exact.state() };
}

/** Returns the sum; `null` where nothing was added. */
export function toKnown({ count, exact }: CountedSum): number | null {
  return count === 0 ? null : exact.value();
}
