import { ok, strictEqual } from "node:assert";
import { AgentClockEstimate } from "../../src/agents/agent/agent_clock.ts";
import { createRandom } from "../../src/core/random.ts";

/** The truth: the run's clock is so far ahead, and goes so much faster. */
const OFFSET_MS = 3_600_000;

function exchange(
  estimate: AgentClockEstimate,
  atMs: number,
  way: { readonly thereMs: number; readonly backMs: number; readonly ppm: number },
): void {
  const runAtMs = (atMs + way.thereMs) * (1 + way.ppm / 1e6) + OFFSET_MS;
  estimate.add({ sentAtMs: atMs, runAtMs, answeredAtMs: atMs + way.thereMs + way.backMs });
}

Deno.test("The offset is within its bound, whatever the ways take", () => {
  const random = createRandom(1);
  for (let round = 0; round < 50; round++) {
    const estimate = new AgentClockEstimate();
    strictEqual(estimate.read(), null);
    for (let beat = 0; beat < 40; beat++) {
      exchange(estimate, beat * 500, { thereMs: 0.2 + random.next() * 12, backMs: 0.2 + random.next() * 3, ppm: 0 });
      const clock = estimate.read();
      ok(clock !== null && Math.abs(clock.offsetMs - OFFSET_MS) <= clock.boundMs, JSON.stringify(clock));
    }
  }
});

Deno.test("Drift is told when it can be known", () => {
  const estimate = new AgentClockEstimate();
  exchange(estimate, 0, { thereMs: 0.5, backMs: 0.5, ppm: 60 });
  strictEqual(estimate.read()?.driftPpm, null);
  for (let atMs = 500; atMs <= 300_000; atMs += 500) {
    exchange(estimate, atMs, { thereMs: 0.5, backMs: 0.5, ppm: 60 });
    const clock = estimate.read();
    ok(
      clock !== null && Math.abs(clock.offsetMs - OFFSET_MS - atMs * 60 / 1e6) <= clock.boundMs,
      JSON.stringify(clock),
    );
  }
  const drift = estimate.read()?.driftPpm ?? NaN;
  ok(Math.abs(drift - 60) < 25, String(drift));
});
