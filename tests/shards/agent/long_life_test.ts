import { ok, strictEqual } from "node:assert";
import type { ShardPool } from "../../../src/shards/coordinator/shard_pool.ts";
import { startFlushLoop } from "../../../src/shards/agent/flush_loop.ts";
import { carryPhase, openPool } from "../../support/virtual_load.ts";
import { CAN_COLLECT, heldHeapBytes } from "../../support/collected_heap.ts";
import { VirtualClock } from "../../support/virtual_clock.ts";
import { VirtualHost } from "../../support/virtual_host.ts";

const NEVER = new AbortController().signal;
const HOUR_MS = 3_600_000;
const ignore = !CAN_COLLECT;

/** What is left behind each 100 ms for ten hours fills many times as much. */
const MAX_GROWTH_BYTES = 5e6;

Deno.test({ name: "a flush loop leaves nothing behind in ten hours, woken or not", ignore }, async () => {
  const clock = new VirtualClock();
  let flushes = 0;
  const flush = () => {
    flushes++;
    if (flushes % 50 === 0) loop.wake();
  };
  const loop = startFlushLoop({ clock, flush, pauseMs: () => 100 });
  await clock.run(clock.sleepUntil(HOUR_MS / 2, NEVER));
  const early = heldHeapBytes();
  await clock.run(clock.sleepUntil(10 * HOUR_MS, NEVER));
  const late = heldHeapBytes();
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

Deno.test({ name: "a live shard leaves nothing behind in ten hours, with a load now and then", ignore }, async () => {
  const host = new VirtualHost(undefined, new CoarseClock());
  const { clock } = host;
  const pool: ShardPool = await clock.run(openPool(host, 1));
  const carry = async () =>
    strictEqual((await carryPhase({ host, pool }, { slots: 4, number: 40 })).records.length, 40);
  await carry();
  await carry();
  const early = heldHeapBytes();
  for (let hour = 1; hour < 10; hour++) {
    await clock.run(clock.sleepUntil(hour * HOUR_MS, NEVER));
    await carry();
  }
  const late = heldHeapBytes();
  pool.close();
  ok(late - early < MAX_GROWTH_BYTES, `${(late - early) / 1e6} MB more`);
});
