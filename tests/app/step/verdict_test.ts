import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { HealthMonitor } from "../../../src/app/step/health_monitor.ts";
import type { StepMetrics } from "../../../src/metrics/step_metrics.ts";
import { createAccumulator } from "../../../src/metrics/accumulator.ts";
import { judgeValidity, type Validity } from "../../../src/metrics/validity.ts";
import { runVirtualLoad, type VirtualLoad } from "../../support/virtual_load.ts";

/** Carries a closed loop in virtual time and judges it as a step is judged. */
async function judge(load: VirtualLoad): Promise<{ readonly validity: Validity; readonly metrics: StepMetrics }> {
  const accumulator = createAccumulator();
  const { records, statuses, host } = await runVirtualLoad(load);
  const health = new HealthMonitor(host.clock);
  for (const record of records) {
    accumulator.add(record);
    health.addRecord(record);
  }
  for (const status of statuses) health.addStatus(status);
  const metrics = accumulator.finish();
  const asked = { parallel: load.slots, rate: null, shards: load.shards };
  return { metrics, validity: judgeValidity(health.finish(), metrics, asked) };
}

const PLAIN: VirtualLoad = { shards: 1, slots: 8, number: 160, service: { serviceMs: () => 100, hasUsage: true } };

Deno.test("a closed loop that has its requests in time is valid", async () => {
  const { validity } = await judge(PLAIN);
  deepStrictEqual([validity.verdict, validity.reasons], ["valid", []]);
});

for (const shards of [1, 3]) {
  Deno.test(`a closed loop that lacks requests is invalid and says so, over ${shards} event loops`, async () => {
    const { validity, metrics } = await judge({ ...PLAIN, shards, makingMs: 50 });
    strictEqual(validity.verdict, "invalid");
    match(validity.reasons[0] ?? "", /^Free slots waited 75\.\d % .*: on average 2\.\d of 8 were busy/);
    ok((metrics.scalars.mean_concurrency ?? 8) < 3);
  });
}

Deno.test("one pause of 0.4 s is seen in the requests that waited in it, and in no others", async () => {
  const pauseAt = (atMs: number): VirtualLoad => ({
    ...PLAIN,
    prepare: ({ host }) => host.clock.at(host.clock.nowMs() + atMs, () => host.clock.jump(400)),
  });
  const { validity, metrics } = await judge(pauseAt(1050));
  strictEqual(validity.verdict, "invalid");
  match(
    validity.reasons[0] ?? "",
    /^Pauses of the client's event loop, up to 4\d\d ms long, lie in 8 requests: p99 TTFT/,
  );
  const tail = metrics.pauses?.figures.find(({ id, percent }) => id === "ttft" && percent === 99);
  ok((tail?.value ?? 0) > 440 && (tail?.without ?? 500) <= 101, JSON.stringify(tail));
  // Long after the last request has ended.
  deepStrictEqual((await judge(pauseAt(60_000))).metrics.pauses, null);
});
