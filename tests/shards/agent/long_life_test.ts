import { ok, strictEqual } from "node:assert";
import type { ShardPool } from "../../../src/shards/coordinator/shard_pool.ts";
import { startFlushLoop } from "../../../src/shards/agent/flush_loop.ts";
import { carryPhase, openPool } from "../../support/virtual_load.ts";
import { VirtualClock } from "../../support/virtual_clock.ts";
import { VirtualHost } from "../../support/virtual_host.ts";

const NEVER = new AbortController().signal;
const HOUR_MS = 3_600_000;

/** What is left behind each 100 ms for ten hours fills many times as much; what is only not collected yet does not. */
const MAX_GROWTH_BYTES = 50e6;

/** The smallest heap seen while some time passes: what waits for its collection is not in it. */
async function smallestHeap(clock: VirtualClock, fromMs: number): Promise<number> {
  let smallest = Infinity;
  for (let atMs = fromMs; atMs <= fromMs + HOUR_MS / 2; atMs += HOUR_MS / 200) {
    await clock.run(clock.sleepUntil(atMs, NEVER));
    smallest = Math.min(smallest, Deno.memoryUsage().heapUsed);
  }
  return smallest;
}

Deno.test("a flush loop leaves nothing behind in ten hours, woken or not", async () => {
  const clock = new VirtualClock();
  let flushes = 0;
  const flush = () => {
    flushes++;
    if (flushes % 50 === 0) loop.wake();
  };
  const loop = startFlushLoop({ clock, flush, pauseMs: () => 100 });
  const early = await smallestHeap(clock, 0);
  const late = await smallestHeap(clock, 9.5 * HOUR_MS);
  loop.stop();
  ok(flushes > 350_000, `${flushes} flushes`);
  ok(late - early < MAX_GROWTH_BYTES, `${(late - early) / 1e6} MB more`);
});

/** A clock on which short waits take longer, so that ten hours have fewer of them. */
class CoarseClock extends VirtualClock {
  override sleepUntil(atMs: number, signal: AbortSignal): Promise<void> {
    return super.sleepUntil(Math.max(atMs, this.nowMs() + 5000), signal);
  }
}

Deno.test("a live shard leaves nothing behind in ten hours, with a load now and then", async () => {
  const host = new VirtualHost(undefined, new CoarseClock());
  const { clock } = host;
  const pool: ShardPool = await clock.run(openPool(host, 1));
  const carry = async () =>
    strictEqual((await carryPhase({ host, pool }, { slots: 4, number: 40 })).records.length, 40);
  await carry();
  const early = await smallestHeap(clock, clock.nowMs());
  for (let hour = 1; hour < 10; hour++) {
    await clock.run(clock.sleepUntil(hour * HOUR_MS, NEVER));
    await carry();
  }
  const late = await smallestHeap(clock, clock.nowMs());
  pool.close();
  ok(late - early < MAX_GROWTH_BYTES, `${(late - early) / 1e6} MB more`);
});
