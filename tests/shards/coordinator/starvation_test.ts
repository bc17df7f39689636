import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { runVirtualLoad } from "../../support/virtual_load.ts";
import type { VirtualOutcome } from "../../support/virtual_load.ts";

const sumOf = ({ statuses }: VirtualOutcome, member: "starvedMs" | "busyMs") =>
  statuses.reduce((sum, status) => sum + status[member], 0);

Deno.test("the time that free slots wait for items is measured, over all event loops", async () => {
  // One item each 50 ms, which takes 80: of 8 slots one or two are busy. The last one comes after 5 s.
  const busyBeforeMs = 98 * 80 + 50;
  for (const shards of [1, 3]) {
    const service = { serviceMs: () => 80 };
    const outcome = await runVirtualLoad({ shards, slots: 8, number: 100, makingMs: 50, service });
    strictEqual(outcome.host.service.peak, 2);
    strictEqual(sumOf(outcome, "busyMs"), 100 * 80);
    strictEqual(sumOf(outcome, "starvedMs"), 8 * 5000 - busyBeforeMs);
  }
});

Deno.test("a slot that waits for an item is late by the whole time since it was free", async () => {
  const { records } = await runVirtualLoad({ shards: 2, slots: 2, number: 6, makingMs: 300 });
  const lags = records.map(({ start, times }) => times.sentAtMs - start.slotAtMs);
  ok(lags.every((lagMs) => lagMs >= 200), lags.join());
});

Deno.test("slots that wait for no item are not starved: at the end of a load, and before items are due", async () => {
  const closed = await runVirtualLoad({ shards: 2, slots: 16, number: 20 });
  strictEqual(sumOf(closed, "starvedMs"), 0);
  const paced = await runVirtualLoad({ shards: 2, slots: 16, number: 20, dueAtMs: (index) => 200 * index });
  strictEqual(sumOf(paced, "starvedMs"), 0);
  const open = await runVirtualLoad({ shards: 2, slots: null, number: 20, dueAtMs: (index) => 200 * index });
  deepStrictEqual(open.statuses.map(({ free }) => free).filter((free) => free !== null), []);
});
