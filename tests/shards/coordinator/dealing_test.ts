import { deepStrictEqual, strictEqual } from "node:assert";
import { shareOf } from "../../../src/shards/coordinator/slot_shares.ts";
import { fc } from "../../support/property.ts";
import { runVirtualLoad } from "../../support/virtual_load.ts";

const LOAD = fc.record({
  parallel: fc.integer({ min: 1, max: 64 }),
  number: fc.integer({ min: 1, max: 200 }),
  shards: fc.integer({ min: 1, max: 5 }),
});

Deno.test("the service sees as many requests at once as were asked for, however many event loops carry them", async () => {
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

Deno.test("no item waits anywhere while any event loop has a free slot: the load ends as on a single loop", async () => {
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

Deno.test("shareOf() parts add up to the whole and differ by one at most", () => {
  deepStrictEqual([0, 1, 2].map((index) => shareOf(8, index, 3)), [3, 3, 2]);
  deepStrictEqual([0, 1, 2].map((index) => shareOf(1, index, 3)), [1, 0, 0]);
});
