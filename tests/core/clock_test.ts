import { strictEqual } from "node:assert";
import { createClock, offsetBetween, takeOriginEpochMs, toIso } from "../../src/core/clock.ts";

Deno.test("sleepUntil() returns at once for a past time and for an aborted signal", async () => {
  const clock = createClock(takeOriginEpochMs());
  await clock.sleepUntil(clock.nowMs() - 1, new AbortController().signal);
  await clock.sleepUntil(Number.MAX_SAFE_INTEGER, AbortSignal.abort());
});

Deno.test("sleepUntil() of a time beyond the platform's timers can be interrupted", async () => {
  const clock = createClock(takeOriginEpochMs());
  const stop = new AbortController();
  const sleeping = clock.sleepUntil(clock.nowMs() + 2 ** 40, stop.signal);
  queueMicrotask(() => stop.abort());
  await sleeping;
});

Deno.test("clocks of one origin count from that origin", () => {
  const origin = takeOriginEpochMs();
  const early = createClock(origin);
  const late = createClock(origin + 1000);
  strictEqual(Math.round((early.nowMs() - late.nowMs()) / 1000), 1);
});

Deno.test("toIso() turns a time of the run's clock into wall-clock text", () => {
  strictEqual(toIso(Date.UTC(2026, 0, 1), 1500), "2026-01-01T00:00:01.500Z");
});

/** Two clocks of one time, one 5 ms ahead; each reading takes as long as it says. */
function readTwoClocks(readingsMs: readonly number[]): number {
  const left = [...readingsMs];
  let nowMs = 100;
  const read = (aheadMs: number): number => (nowMs += left.shift() ?? 0.001) + aheadMs;
  return offsetBetween(() => read(0), () => read(5));
}

Deno.test("offsetBetween() is not misled by a thread that is put aside between two readings", () => {
  strictEqual(readTwoClocks([]).toFixed(3), "5.000");
  strictEqual(readTwoClocks([0, 20]).toFixed(3), "5.000");
  strictEqual(readTwoClocks([0, 0.001, 20]).toFixed(3), "5.000");
  // On a machine that is always late the least late of all tries counts.
  strictEqual(readTwoClocks([0, 9, 0, 0, 0.1, 0.1, 0, 7, 7, 0, 8, 8, 0, 6, 0]).toFixed(3), "5.000");
});
