import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { fixed } from "../../../src/core/value_distribution.ts";
import { withWorkerRun } from "../../support/perf_run.ts";
import { withSimulator } from "../../support/simulator.ts";

const SLOW = { ttftMs: fixed(600), itlMs: fixed(0), tokens: fixed(4) };

for (const shards of [2, 4]) {
  Deno.test(`--parallel is reached by ${shards} event loops`, async () => {
    await withSimulator(SLOW, async (simulator) => {
      const flags = ["--parallel", 16, "--number", 16, "--shards", shards, "--prompt", "hi", "--no-test-connection"];
      await withWorkerRun(simulator, flags, ({ first }) => {
        strictEqual(simulator.stats().peakRunning, 16);
        strictEqual(first.scalars.success_requests, 16);
        deepStrictEqual(first.health.loops.map(({ loop }) => loop), Array.from({ length: shards }, (_, loop) => loop));
        // Each loop says what it used, as far as the platform tells.
        ok(first.health.loops.every(({ peakHeapBytes }) => (peakHeapBytes ?? 0) > 0));
      });
    });
  });
}
