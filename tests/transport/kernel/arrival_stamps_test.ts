import assert from "node:assert/strict";
import { ArrivalStamps } from "../../../src/transport/kernel/arrival_stamps.ts";
import type { KernelTime } from "../../../src/transport/kernel/kernel_time.ts";

/** It is 1,000 ms by the clock of the run; stamps are of the same clock. */
const TIME = {
  nowMs: () => 1000,
  fromStamp: (seconds: number, nanoseconds: number) => seconds * 1000 + nanoseconds / 1e6,
};

function stampAt(ms: number): { seconds: number; nanoseconds: number } {
  return { seconds: Math.floor(ms / 1000) || 1, nanoseconds: (ms - (Math.floor(ms / 1000) || 1) * 1000) * 1e6 };
}

Deno.test("a stamp counts between the read before it and now; another is refused, and none is counted", () => {
  const stamps = new ArrivalStamps(TIME as unknown as KernelTime);
  const places: readonly [atMs: number, sinceMs: number, expectedMs: number, isRefused: boolean][] = [
    [995, 990, 995, false],
    // It came while the batch was handed out.
    [999.5, 990, 999.5, false],
    [985, 990, 998, true],
    [1001, 990, 998, true],
  ];
  for (const [atMs, sinceMs, expectedMs, isRefused] of places) {
    assert.ok(Math.abs(stamps.place(stampAt(atMs), sinceMs, 998) - expectedMs) < 1e-6);
    assert.equal(stamps.isRefused, isRefused);
  }
  assert.equal(stamps.refused, 2);
  assert.equal(stamps.place({ seconds: 0, nanoseconds: 0 }, 990, 998), 1000);
  assert.equal(stamps.isRefused, false);
  assert.equal(stamps.unstamped, 1);
});

Deno.test("how late a read was is counted by the clock for some, and for all as far as the batch waited", () => {
  const stamps = new ArrivalStamps(TIME as unknown as KernelTime);
  // The first of eight by the clock, 1 ms; the others by the batch: 4 ms at most.
  for (const atMs of [999, 994, 997, 985]) stamps.place(stampAt(atMs), 990, 998);
  const report = stamps.delays.take();
  assert.equal(report?.counts.reduce((sum, count) => sum + count, 0), 1);
  assert.ok(Math.abs((report?.maxMs ?? 0) - 4) < 1e-6);
  assert.equal(stamps.delays.take(), null);
});
