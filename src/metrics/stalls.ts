import type { SampleBatch } from "./samples/sample_batch.ts";

/** A gap so many times as long as the median one of its reply is a stall. */
const STALL_FACTOR = 5;

/** With fewer gaps the median says nothing. */
const MIN_GAPS = 5;

/** Used for one reply after the other: this runs for each of them. */
let scratch = new Float64Array(256);

/** Hands over each stall of a reply: of the gaps between its output events those that are far longer than the median one. */
export function findStalls(gaps: SampleBatch, addStall: (gapMs: number) => void): void {
  const { values, range: [shortestMs, longestMs] } = gaps;
  const count = values.length;
  // Even the longest may be none, whatever the median is.
  if (count < MIN_GAPS || longestMs <= STALL_FACTOR * shortestMs) return;
  if (scratch.length < count) scratch = new Float64Array(2 * count);
  scratch.set(values);
  const limitMs = STALL_FACTOR * medianOf(scratch, count);
  if (limitMs <= 0) return;
  for (let i = 0; i < count; i++) if ((scratch[i] ?? 0) > limitMs) addStall(scratch[i] ?? 0);
}

/** The median of the first values, which are put into another order; sorting them all would take ten times as long. */
function medianOf(values: Float64Array, count: number): number {
  const upper = Math.floor(count / 2);
  select(values, count, upper);
  const high = values[upper] ?? 0;
  if (count % 2 === 1) return high;
  let low = values[0] ?? 0;
  for (let i = 1; i < upper; i++) if ((values[i] ?? 0) > low) low = values[i] ?? 0;
  return (low + high) / 2;
}

/** Puts the value of a rank where it would be in ascending order, smaller ones before it (Hoare 1961, "Find"). */
function select(values: Float64Array, count: number, rank: number): void {
  let [first, last] = [0, count - 1];
  while (first < last) {
    const pivot = values[rank] ?? 0;
    let [low, high] = [first, last];
    while (low <= high) {
      while ((values[low] ?? 0) < pivot) low++;
      while ((values[high] ?? 0) > pivot) high--;
      if (low > high) break;
      const value = values[low] ?? 0;
      values[low++] = values[high] ?? 0;
      values[high--] = value;
    }
    if (high < rank) first = low;
    if (low > rank) last = high;
  }
}
