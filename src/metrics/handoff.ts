import type { Distribution } from "./distribution.ts";

/** The distributions of the hand-over from prefill to decode. */
export type HandoffId = "steady_itl" | "pd_handoff_latency" | "pd_handoff_overhead";

/** Takes in the gaps of one successful stream, in their order. */
export function addHandoff(distributions: Readonly<Record<HandoffId, Distribution>>, gapsMs: readonly number[]): void {
  const [first, ...steady] = gapsMs;
  if (first === undefined) return;
  distributions.pd_handoff_latency.add(first);
  if (steady.length === 0) return;
  for (const gapMs of steady) distributions.steady_itl.add(gapMs);
  distributions.pd_handoff_overhead.add(Math.max(0, first - medianOf(steady)));
}

/** Of an even number of values, the mean of the two in the middle. */
function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}
