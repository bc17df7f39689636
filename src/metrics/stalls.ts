import { isOutputCode } from "../core/chunk_kind.ts";
import type { ReplyChunks } from "../core/record.ts";

/** A gap so many times as long as the median one of its reply is a stall. */
export const STALL_FACTOR = 5;

/** With fewer gaps the median says nothing. */
const MIN_GAPS = 5;

/** Hands over each stall of a reply: the gaps between its output events that are far longer than its median gap. */
export function findStalls(chunks: ReplyChunks, addStall: (gapMs: number) => void): void {
  const gaps = toGaps(chunks);
  if (gaps.length < MIN_GAPS) return;
  const limitMs = STALL_FACTOR * medianOf(gaps);
  if (limitMs <= 0) return;
  for (const gapMs of gaps) {
    if (gapMs > limitMs) addStall(gapMs);
  }
}

function toGaps({ atMs, kinds }: ReplyChunks): Float64Array {
  const outputs = atMs.filter((_at, index) => isOutputCode(kinds[index] ?? -1));
  return outputs.subarray(1).map((at, index) => at - (outputs[index] ?? 0));
}

function medianOf(values: Float64Array): number {
  const sorted = values.toSorted();
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2;
}
