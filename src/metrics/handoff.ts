import type { Distribution } from "./distribution.ts";
import { SampleBatch } from "./samples/sample_batch.ts";

/** The distributions of the hand-over from prefill to decode. */
export type HandoffId = "steady_itl" | "pd_handoff_latency" | "pd_handoff_overhead";

/** Used for one stream after the other. */
const steadyBatch = new SampleBatch();

/** Takes in the gaps of one successful stream, in their order. */
export function addHandoff(distributions: Readonly<Record<HandoffId, Distribution>>, gapsMs: Float64Array): void {
  const [first] = gapsMs;
  const steady = gapsMs.subarray(1);
  if (first === undefined) return;
  distributions.pd_handoff_latency.add(first);
  if (steady.length === 0) return;
  steadyBatch.set(steady);
  distributions.steady_itl.addAll(steadyBatch);
  distributions.pd_handoff_overhead.add(Math.max(0, first - medianOf(steady)));
}

/** Of an even number of values, the mean of the two in the middle. */
function medianOf(values: Float64Array): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}
