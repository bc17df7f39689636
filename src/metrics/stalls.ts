import { isOutputCode } from "../core/chunk_kind.ts";
import type { ReplyChunks } from "../core/record.ts";

/** A gap so many times as long as the median one of its reply is a stall. */
export const STALL_FACTOR = 5;

/** With fewer gaps the median says nothing. */
const MIN_GAPS = 5;

/** Used for one reply after the other: this runs for each of them. */
let scratch = new Float64Array(256);

/** Hands over each stall of a reply: the gaps between its output events that are far longer than its median gap. */
export function findStalls(chunks: ReplyChunks, addStall: (gapMs: number) => void): void {
  const gaps = takeGaps(chunks);
  if (gaps.length < MIN_GAPS) return;
  const limitMs = STALL_FACTOR * sortedMedian(gaps.sort());
  if (limitMs <= 0) return;
  for (let i = gaps.length - 1; (gaps[i] ?? 0) > limitMs; i--) addStall(gaps[i] ?? 0);
}

/** Returns the gaps; none where even the longest is no stall, whatever the median is. */
function takeGaps({ atMs, kinds }: ReplyChunks): Float64Array {
  if (scratch.length < atMs.length) scratch = new Float64Array(2 * atMs.length);
  let count = 0;
  let lastAtMs: number | null = null;
  let [shortestMs, longestMs] = [Infinity, 0];
  for (let i = 0; i < atMs.length; i++) {
    if (!isOutputCode(kinds[i] ?? -1)) continue;
    const nowMs = atMs[i] ?? 0;
    if (lastAtMs !== null) {
      const gapMs = nowMs - lastAtMs;
      scratch[count++] = gapMs;
      if (gapMs < shortestMs) shortestMs = gapMs;
      if (gapMs > longestMs) longestMs = gapMs;
    }
    lastAtMs = nowMs;
  }
  return scratch.subarray(0, longestMs > STALL_FACTOR * shortestMs ? count : 0);
}

function sortedMedian(sorted: Float64Array): number {
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2;
}
