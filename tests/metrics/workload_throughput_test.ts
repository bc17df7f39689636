import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { createRandom } from "../../src/core/random.ts";
import type { RequestRecord } from "../../src/core/record.ts";
import type { ThroughputRow, WorkloadThroughput } from "../../src/metrics/step_metrics.ts";
import { createWorkloadTimeline } from "../../src/metrics/workload_throughput.ts";
import { assertClose } from "./assert_close.ts";
import { makeRecord } from "../support/make_record.ts";

function compute(
  records: readonly RequestRecord[],
  firstSentAtMs = 0,
  maxPoints?: number,
): WorkloadThroughput {
  const timeline = createWorkloadTimeline(maxPoints);
  records.forEach(timeline.add);
  const workload = timeline.finish(firstSentAtMs);
  if (workload === null) throw new Error("No throughput");
  return workload;
}

function completeAt(endAtMs: number, promptTokens = 11, cachedTokens: number | null = 4): RequestRecord {
  return makeRecord({ endAtMs, tokens: { promptTokens, completionTokens: 20, cachedTokens } });
}

function rowOf({ rows }: WorkloadThroughput, metric: string): ThroughputRow | undefined {
  return rows.find((row) => row.metric === metric);
}

Deno.test("createWorkloadTimeline() credits tokens at completion, in the order of completion", () => {
  const workload = compute([completeAt(1500), completeAt(3000), completeAt(2500, 11, null)], 1000);
  deepStrictEqual(workload.timeline, [
    { tSeconds: 0.5, completionTokens: 20, newPromptTokens: 7, cachedPromptTokens: 4 },
    { tSeconds: 1.5, completionTokens: 40, newPromptTokens: 18, cachedPromptTokens: 4 },
    { tSeconds: 2, completionTokens: 60, newPromptTokens: 25, cachedPromptTokens: 8 },
  ]);
  deepStrictEqual([workload.sampleCount, workload.wallSeconds, workload.startedAtMs], [3, 2, 1000]);
});

Deno.test("createWorkloadTimeline() takes the steady state from the last completion of the first fifth", () => {
  const workload = compute([200, 1000, 1900, 2100, 6000, 10_000].map((atMs) => completeAt(atMs)));
  deepStrictEqual(rowOf(workload, "Completion tok/s"), {
    metric: "Completion tok/s",
    overall: 12,
    lastWindow: 12,
    steadyState: 60 / 8.1,
  });
});

Deno.test("createWorkloadTimeline() does not credit a first wave to no time at all", () => {
  // Four slots, two waves: the rate is the same all along.
  const workload = compute([1000, 1000, 1000, 1000, 2000, 2000, 2000, 2000].map((atMs) => completeAt(atMs)));
  strictEqual(rowOf(workload, "Completion tok/s")?.steadyState, 80);
});

Deno.test("createWorkloadTimeline() takes the last 30 s from the last completion before them", () => {
  const workload = compute([5000, 20_000, 69_000, 71_000, 100_000].map((atMs) => completeAt(atMs)));
  deepStrictEqual(workload.rows.map(({ metric, lastWindow }) => [metric, lastWindow]), [
    ["Total Prompt tok/s", 22 / 31],
    ["New Prompt tok/s", 14 / 31],
    ["Cached Prompt tok/s", 8 / 31],
    ["Completion tok/s", 40 / 31],
  ]);
});

Deno.test("createWorkloadTimeline() never counts more cached tokens than the prompt has", () => {
  const [point] = compute([completeAt(1000, 10, 25)]).timeline;
  deepStrictEqual([point?.newPromptTokens, point?.cachedPromptTokens], [0, 10]);
});

Deno.test("createWorkloadTimeline() is null without a success and without a time span", () => {
  strictEqual(createWorkloadTimeline().finish(Infinity), null);
  const timeline = createWorkloadTimeline();
  timeline.add(completeAt(1000));
  strictEqual(timeline.finish(1000), null);
});

for (const [seed, count] of [[1, 99], [2, 100], [3, 101], [4, 1999], [5, 7777]] as const) {
  Deno.test(`createWorkloadTimeline() thins ${count} completions to a bounded, exact curve`, () => {
    const random = createRandom(seed);
    const records = Array.from({ length: count }, (_, i) => completeAt(1 + i * 10 + random.next() * 100));
    const thinned = compute(records, 0, 100);
    const whole = compute(records, 0, 1e6);
    ok(thinned.timeline.length <= 100 && thinned.timeline.length >= 50, `${thinned.timeline.length} points`);
    strictEqual(whole.timeline.length, count);
    deepStrictEqual(thinned.timeline.at(-1), whole.timeline.at(-1));
    thinned.rows.forEach((row, i) => assertClose(row.overall, whole.rows[i]?.overall ?? null, row.metric));
    // Completions come up to 100 ms out of order: about ten of them may be credited that much later.
    for (const point of thinned.timeline) {
      const ended = records.filter(({ times }) => times.endAtMs / 1000 <= point.tSeconds).length;
      ok(Math.abs(point.completionTokens - 20 * ended) <= 20 * 10, `${point.completionTokens} for ${20 * ended}`);
    }
  });
}
