import { strictEqual } from "node:assert";
import { createClock, takeOriginEpochMs, toIso } from "../../src/core/clock.ts";

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
