import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { EXIT_CODES } from "../../../src/cli/exit_codes.ts";
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

Deno.test("a load whose requests take longer to make than to answer is not valid", async () => {
  await withSimulator({ ttftMs: fixed(1), itlMs: fixed(0), tokens: fixed(1) }, async (simulator) => {
    const images = ["--dataset", "random_vl", "--image-width", 1536, "--image-height", 1536, "--image-num", 1];
    const prompts = ["--min-prompt-length", 10, "--max-prompt-length", 20, "--no-store-content"];
    const flags = [...images, ...prompts, "--parallel", 8, "--number", 60, "--no-test-connection"];
    await withWorkerRun(simulator, flags, ({ exitCode, first }) => {
      strictEqual(exitCode, EXIT_CODES.invalid);
      strictEqual(first.validity.verdict, "invalid");
      match(first.validity.reasons.join("\n"), /^Free slots waited [\d.]+ % of their time for a request/m);
      ok((first.health.starvedShare ?? 0) > 0.25);
    });
  });
});
