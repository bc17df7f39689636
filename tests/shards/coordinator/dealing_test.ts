import { deepStrictEqual, ok, strictEqual } from "node:assert";
import type { ShardLink } from "../../../src/shards/protocol/messages.ts";
import { setImmediate } from "node:timers";
import { sharesOf } from "../../../src/shards/coordinator/slot_shares.ts";
import { fc } from "../../support/property.ts";
import { ScriptedService } from "../../support/scripted_service.ts";
import { VirtualHost } from "../../support/virtual_host.ts";
import { carryPhase, openPool, runVirtualLoad } from "../../support/virtual_load.ts";

const LOAD = fc.record({
  parallel: fc.integer({ min: 1, max: 64 }),
  number: fc.integer({ min: 1, max: 200 }),
  shards: fc.integer({ min: 1, max: 5 }),
});

Deno.test("A1: the service sees as many requests at once as were asked for, however many event loops carry them", async () => {
  await fc.assert(
    fc.asyncProperty(LOAD, async ({ parallel, number, shards }) => {
      const { host, records, endAtMs } = await runVirtualLoad({ shards, slots: parallel, number });
      const wanted = Math.min(parallel, number);
      strictEqual(host.service.peak, wanted);
      // All of them start at the beginning of the load, not one after another.
      strictEqual(host.service.startsAtMs.filter((atMs) => atMs === 0).length, wanted);
      strictEqual(new Set(records.map(({ place }) => place.sessionIndex)).size, number);
      strictEqual(endAtMs, 100 * Math.ceil(number / parallel));
    }),
    { numRuns: 40 },
  );
});

Deno.test("A1: no item waits anywhere while any event loop has a free slot: the load ends as on a single loop", async () => {
  await fc.assert(
    fc.asyncProperty(LOAD, fc.integer(), async ({ parallel, number, shards }, seed) => {
      // Times that depend on the order of starting alone, so that every loop's slots free at different moments.
      const serviceMs = (request: number) => 50 + Math.abs((request * 7919 + seed) % 400);
      const load = { slots: parallel, number, service: { serviceMs } };
      const [one, many] = [await runVirtualLoad({ ...load, shards: 1 }), await runVirtualLoad({ ...load, shards })];
      deepStrictEqual(many.host.service.startsAtMs, one.host.service.startsAtMs);
      strictEqual(many.endAtMs, one.endAtMs);
    }),
    { numRuns: 30 },
  );
});

Deno.test("the tail is no longer with four event loops than with one", async () => {
  const serviceMs = (request: number) => request % 16 === 0 ? 2000 : 100;
  const ends = [];
  for (const shards of [1, 4]) {
    ends.push((await runVirtualLoad({ shards, slots: 8, number: 100, service: { serviceMs } })).endAtMs);
  }
  strictEqual(ends[0], ends[1]);
});

Deno.test("an item keeps its due time, whichever event loop sends it", async () => {
  const dueAtMs = (index: number) => 10 * index;
  for (const shards of [1, 3, 5]) {
    const { records } = await runVirtualLoad({ shards, slots: null, number: 60, dueAtMs });
    for (const { place, start, times } of records) {
      deepStrictEqual([start.dueAtMs, times.sentAtMs], [dueAtMs(place.sessionIndex), dueAtMs(place.sessionIndex)]);
      // In stripes of one: no loop gets a burst that another could share.
      strictEqual(place.shard, place.sessionIndex % shards);
    }
  }
});

Deno.test("a paced load with few slots starts each item at its time or as soon as any event loop has a slot", async () => {
  const load = { slots: 3, number: 50, dueAtMs: (index: number) => 20 * index };
  const serviceMs = (request: number) => 30 + (request * 37) % 90;
  const one = await runVirtualLoad({ ...load, shards: 1, service: { serviceMs } });
  const three = await runVirtualLoad({ ...load, shards: 3, service: { serviceMs } });
  deepStrictEqual(three.host.service.startsAtMs, one.host.service.startsAtMs);
});

Deno.test("the slots of all event loops add up to what was asked for at every moment of a ramp", async () => {
  const counts = [1, 2, 3, 4, 5, 6, 7, 3, 2];
  const seen: number[] = [];
  await runVirtualLoad({
    shards: 3,
    slots: 1,
    number: 500,
    service: { serviceMs: () => 7 },
    prepare({ host: { clock, service }, pool }) {
      for (const [step, count] of counts.entries()) {
        clock.at(100 * step, () => pool.resizeSlots(count, clock.nowMs()));
        clock.at(100 * step + 50, () => seen.push(service.running));
      }
    },
  });
  deepStrictEqual(seen, counts);
});

Deno.test("no more items are made than a load has use for", async () => {
  const stopping = new AbortController();
  const { made } = await runVirtualLoad({
    shards: 2,
    slots: 4,
    number: 1000,
    over: { stops: { admitting: stopping.signal, continuing: stopping.signal, running: stopping.signal } },
    prepare: ({ host }) => host.clock.at(150, () => stopping.abort()),
  });
  strictEqual(made.length <= 8 + 2 * 4 + 2 + 4, true, `${made.length} were made`);
});

Deno.test("sharesOf() parts add up to the whole, and none is off its due by one", () => {
  deepStrictEqual(sharesOf(8, [1, 1, 1]), [3, 3, 2]);
  deepStrictEqual(sharesOf(1, [1, 1, 1]), [1, 0, 0]);
  deepStrictEqual(sharesOf(10, [4, 1]), [8, 2]);
  const weights = fc.array(fc.integer({ min: 1, max: 64 }), { minLength: 1, maxLength: 9 });
  fc.assert(fc.property(fc.nat(5000), weights, (total, parts) => {
    const all = parts.reduce((sum, part) => sum + part, 0);
    const shares = sharesOf(total, parts);
    strictEqual(shares.reduce((sum, share) => sum + share, 0), total);
    for (const [place, part] of parts.entries()) ok(Math.abs((shares[place] ?? NaN) - total * part / all) < 1);
  }));
});

/** Loop 0 has this weight, the others 1. */
function heavyFirst(weight: number): (host: VirtualHost) => void {
  return (host) => {
    const start = host.startShard.bind(host);
    host.startShard = (index) => ({ ...start(index), weight: index === 0 ? weight : 1 });
  };
}

Deno.test("an event loop of a larger machine gets more of the slots, and more of the items where there are none", async () => {
  for (const slots of [16, null]) {
    const dueAtMs = slots === null ? { dueAtMs: (index: number) => 10 * index } : {};
    const load = { shards: 2, slots, number: 160, ...dueAtMs, prepareHost: heavyFirst(3) };
    const { records } = await runVirtualLoad(load);
    strictEqual(records.filter(({ place }) => place.shard === 0).length, 120);
    // Never many in a row: each fourth is that of the smaller machine.
    if (slots !== null) continue;
    const small = records.filter(({ place }) => place.shard === 1).map(({ place }) => place.sessionIndex);
    small.sort((a, b) => a - b);
    for (const [turn, index] of small.entries()) ok(Math.abs(index - 4 * turn - 1) <= 1, String(index));
  }
});

Deno.test("an event loop that comes in the middle of a load takes its share, and no slot is there twice", async () => {
  const serviceMs = (request: number) => 100 + 10 * (request % 7);
  const { host, records } = await runVirtualLoad({
    shards: 2,
    slots: 9,
    number: 200,
    service: { serviceMs },
    prepare: ({ host: { clock }, pool }) => clock.at(150, () => void pool.grow(1, { joinsPhase: true })),
  });
  strictEqual(host.service.peak, 9);
  strictEqual(new Set(records.map(({ place }) => place.sessionIndex)).size, 200);
  const late = records.filter(({ times }) => times.sentAtMs > 500);
  const share = late.filter(({ place }) => place.shard === 2).length / late.length;
  ok(share > 0.25 && share < 0.42, String(share));
});

Deno.test("an event loop that comes while a load runs waits for the next one where it is not to grow", async () => {
  const host = new VirtualHost(new ScriptedService());
  const pool = await host.clock.run(openPool(host, 1));
  host.clock.at(150, () => void pool.grow(1, { joinsPhase: false }));
  const first = await carryPhase({ host, pool }, { slots: 4, number: 40 });
  deepStrictEqual([...new Set(first.records.map(({ place }) => place.shard))], [0]);
  const second = await carryPhase({ host, pool }, { slots: 4, number: 40 });
  deepStrictEqual([...new Set(second.records.map(({ place }) => place.shard))].sort(), [0, 1]);
  strictEqual(pool.count, 2);
  pool.close();
});

Deno.test("without a limit of slots an event loop that comes later gets its turn, and nothing of what was dealt before", async () => {
  const { records } = await runVirtualLoad({
    shards: 2,
    slots: null,
    number: 100,
    dueAtMs: (index) => 20 * index,
    over: { ahead: 16 },
    prepare: ({ host: { clock }, pool }) => clock.at(500, () => void pool.grow(1, { joinsPhase: true })),
  });
  const later = records.filter(({ place }) => place.sessionIndex >= 60).map(({ place }) => place.shard);
  for (const shard of [0, 1, 2]) {
    const count = later.filter((other) => other === shard).length;
    ok(Math.abs(count - 40 / 3) <= 1, `${count} of 40`);
  }
  strictEqual(records.every(({ start, times }) => times.sentAtMs === start.dueAtMs), true);
});

Deno.test("a load without slots is dealt ahead in messages of many items", async () => {
  const sizes: number[] = [];
  const { records } = await runVirtualLoad({
    shards: 4,
    slots: null,
    number: 4000,
    dueAtMs: (index) => index,
    prepareHost(host) {
      // A turn is one of the platform's: many items are made in it.
      host.clock.yieldTurn = () => new Promise((resolve) => setImmediate(resolve));
      const start = host.startShard.bind(host);
      host.startShard = (index) => {
        const link = start(index);
        const send: ShardLink["send"] = (message, transfer) => {
          if (message.kind === "items") sizes.push(message.items.length);
          link.send(message, transfer);
        };
        return { ...link, send };
      };
    },
  });
  strictEqual(records.every(({ start, times }) => times.sentAtMs === start.dueAtMs), true);
  // An eighth of what is dealt ahead (512) at a time, to four event loops.
  ok(sizes.length <= 1.1 * 4000 / (512 / 8 / 4), `${sizes.length} messages`);
});

Deno.test("whoever works beside the dealing can ask whether it is behind", async () => {
  const seen = async (makingMs: number) => {
    let isBehind = () => false;
    const answers: boolean[] = [];
    await runVirtualLoad({
      shards: 2,
      slots: null,
      number: 500,
      dueAtMs: (index) => 20 * index,
      makingMs,
      prepareHost(host) {
        const start = host.startShard.bind(host);
        host.startShard = (index) => ({ ...start(index), watchDealing: (ask) => isBehind = ask });
      },
      prepare: ({ host: { clock } }) => {
        for (const atMs of [3000, 3000, 5000]) clock.at(atMs, () => answers.push(isBehind()));
      },
    });
    return [...answers, isBehind()];
  };
  deepStrictEqual(await seen(1), [false, false, false, false]);
  // Made as fast as they are due: nothing can be dealt ahead until the last one is. What else is done in the same moment
  // keeps no item from being made.
  deepStrictEqual(await seen(20), [true, false, true, false]);
});
