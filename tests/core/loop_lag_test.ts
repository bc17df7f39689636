import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { startLoopLag } from "../../src/core/loop_lag.ts";
import { VirtualClock } from "../support/virtual_clock.ts";

const NEVER = new AbortController().signal;

Deno.test("startLoopLag() samples each 10 ms, and forgets what was taken", async () => {
  const clock = new VirtualClock();
  const over = new AbortController();
  const lag = startLoopLag(clock, over.signal);
  await clock.run(clock.sleepUntil(95, NEVER));
  deepStrictEqual([...lag.take()], new Array(9).fill(0));
  strictEqual(lag.take().length, 0);
  over.abort();
});

Deno.test("startLoopLag() knows a pause that has just ended, before its own timer fires, and notes it once", async () => {
  const clock = new VirtualClock();
  const over = new AbortController();
  const lag = startLoopLag(clock, over.signal);
  await clock.run(clock.sleepUntil(45, NEVER));
  clock.jump(395);
  deepStrictEqual([...lag.pausesWithin(0, 440) ?? []], [40, 440]);
  await clock.run(clock.sleepUntil(500, NEVER));
  deepStrictEqual([...lag.pausesWithin(0, 500) ?? []], [40, 440]);
  strictEqual(lag.pausesWithin(460, 500), null);
  over.abort();
});
