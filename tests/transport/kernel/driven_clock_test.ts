import assert from "node:assert/strict";
import { createClock, shiftClock } from "../../../src/core/clock.ts";
import { DrivenClock } from "../../../src/transport/kernel/driven_clock.ts";
import { KernelLoop } from "../../../src/transport/kernel/kernel_loop.ts";

const NEVER = new AbortController().signal;

Deno.test("who is called back at a time settles nothing, who sleeps until it does", () => {
  const platform = createClock();
  using loop = new KernelLoop(() => platform.nowMs(), "epoll");
  const clock = new DrivenClock();
  const shown = shiftClock(clock, 1000);
  clock.driveBy(loop, loop.time.nowMs() - clock.nowMs());
  let woken = 0;
  shown.wakeAt?.(shown.nowMs() + 1, () => woken++);
  while (woken === 0) loop.turn(1000);
  assert.equal(loop.hasSettled, false);
  // Once more where a busy machine let the time pass before the sleep began: it ends at once then.
  for (let tries = 0; tries < 100 && !loop.hasSettled; tries++) {
    void shown.sleepUntil(shown.nowMs() + 5, NEVER);
    for (let turns = 0; turns < 10 && !loop.hasSettled; turns++) loop.turn(10);
  }
  assert.equal(loop.hasSettled, true);
});

Deno.test("without a loop the platform calls back", async () => {
  const clock = new DrivenClock();
  await new Promise<void>((resolve) => clock.wakeAt(clock.nowMs() + 1, resolve));
});
