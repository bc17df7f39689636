import { deepStrictEqual, strictEqual } from "node:assert";
import { Lease } from "../../../src/shards/agent/lease.ts";
import { VirtualClock } from "../../support/virtual_clock.ts";

const NEVER = new AbortController().signal;

Deno.test("Without a lease nothing ends", async () => {
  const clock = new VirtualClock();
  const lease = new Lease(clock, () => {});
  await clock.run(clock.sleepUntil(1e9, NEVER));
  strictEqual(lease.isOver(), false);
});

Deno.test("After a lease nothing starts, then what runs is cut off; renewed in time it goes on", async () => {
  const clock = new VirtualClock();
  const cuts: number[] = [];
  const lease = new Lease(clock, () => cuts.push(clock.nowMs()));
  const seen: boolean[] = [];
  lease.renew({ startUntilMs: 3000, runUntilMs: 5000 });
  clock.at(2500, () => lease.renew({ startUntilMs: 5500, runUntilMs: 7500 }));
  for (const atMs of [3100, 5600]) clock.at(atMs, () => seen.push(lease.isOver()));
  clock.at(6000, () => lease.renew({ startUntilMs: 9000, runUntilMs: 11_000 }));
  clock.at(6100, () => seen.push(lease.isOver()));
  await clock.run(clock.sleepUntil(20_000, NEVER));
  deepStrictEqual(seen, [false, true, false]);
  deepStrictEqual(cuts, [11_000]);
  lease.end();
});

Deno.test("What was to start waits for a lease, and no longer than it may", async () => {
  const clock = new VirtualClock();
  const lease = new Lease(clock, () => {});
  lease.renew({ startUntilMs: 100, runUntilMs: 1000 });
  const went: number[] = [];
  const wait = async (signal: AbortSignal) => {
    await lease.untilRenewed(signal);
    went.push(clock.nowMs());
  };
  const stop = new AbortController();
  clock.at(200, () => void wait(NEVER));
  clock.at(300, () => lease.renew({ startUntilMs: 400, runUntilMs: 1000 }));
  clock.at(500, () => void wait(stop.signal));
  clock.at(600, () => stop.abort());
  await clock.run(clock.sleepUntil(2000, NEVER));
  deepStrictEqual(went, [300, 600]);
  lease.end();
});
