import { deepStrictEqual, strictEqual } from "node:assert";
import { dispatch } from "../../src/engine/dispatch.ts";
import type { ItemStart } from "../../src/core/work_item.ts";
import { createItemQueue } from "../../src/engine/item_queue.ts";
import { createSlots, unlimitedSlots } from "../../src/engine/slots.ts";
import type { Slots } from "../../src/engine/slots.ts";
import { VirtualClock } from "../support/virtual_clock.ts";

interface TestItem {
  readonly index: number;
  readonly dueAtMs: number | null;
}

interface Done {
  readonly index: number;
  readonly start: ItemStart;
  readonly endAtMs: number;
}

interface Scenario {
  readonly dueAtMs: readonly (number | null)[];
  readonly slots: Slots;
  readonly serviceMs: number;
  /** Stops admitting at this time. */
  readonly stopAtMs?: number;
  readonly admitUntilMs?: number;
}

async function play({ dueAtMs, slots, serviceMs, stopAtMs, admitUntilMs = Infinity }: Scenario) {
  const clock = new VirtualClock();
  const admitting = new AbortController();
  if (stopAtMs !== undefined) clock.at(stopAtMs, () => admitting.abort());
  const queue = createItemQueue<TestItem>(() => {});
  queue.push(dueAtMs.map((due, index) => ({ index, dueAtMs: due })));
  queue.end();
  const done: Done[] = [];
  let running = 0;
  let peak = 0;
  const carry = async (item: TestItem, start: ItemStart) => {
    peak = Math.max(peak, ++running);
    await clock.sleepUntil(clock.nowMs() + serviceMs, new AbortController().signal);
    running--;
    done.push({ index: item.index, start, endAtMs: clock.nowMs() });
  };
  const work = { take: queue.take, slots, startAtMs: 0, admitting: admitting.signal, admitUntilMs, carry };
  const started = await clock.run(dispatch(work, clock));
  return { started, done, peak, endAtMs: clock.nowMs() };
}

const asSoonAsPossible = (count: number) => Array.from({ length: count }, () => null);

Deno.test("dispatch() keeps at most as many sessions running as there are slots", async () => {
  const { peak, done } = await play({ dueAtMs: asSoonAsPossible(6), slots: createSlots(2), serviceMs: 100 });
  strictEqual(peak, 2);
  deepStrictEqual(done.map(({ start }) => start.slotAtMs), [0, 0, 100, 100, 200, 200]);
});

Deno.test("dispatch() without a limit starts on time however slow the replies are", async () => {
  const { peak, done } = await play({ dueAtMs: [0, 100, 200, 300], slots: unlimitedSlots, serviceMs: 10_000 });
  strictEqual(peak, 4);
  deepStrictEqual(done.map(({ start }) => start.slotAtMs), [0, 100, 200, 300]);
});

Deno.test("dispatch() starts a late item at once and keeps its due time", async () => {
  const { done } = await play({ dueAtMs: [0, 100, 200], slots: createSlots(1), serviceMs: 300 });
  deepStrictEqual(done.map(({ start }) => start), [
    { dueAtMs: 0, slotAtMs: 0 },
    { dueAtMs: 100, slotAtMs: 300 },
    { dueAtMs: 200, slotAtMs: 600 },
  ]);
});

Deno.test("dispatch() starts nothing after the stop, also when a slot frees just then, and waits for what runs", async () => {
  const { started, endAtMs } = await play({
    dueAtMs: asSoonAsPossible(10),
    slots: createSlots(2),
    serviceMs: 100,
    stopAtMs: 100,
  });
  strictEqual(started, 2);
  strictEqual(endAtMs, 100);
});

Deno.test("dispatch() starts nothing from its deadline on, also when a slot frees just then", async () => {
  const dueAtMs = asSoonAsPossible(10);
  const { started, endAtMs } = await play({ dueAtMs, slots: createSlots(2), serviceMs: 100, admitUntilMs: 200 });
  strictEqual(started, 4);
  strictEqual(endAtMs, 200);
});

Deno.test("dispatch() lets what runs at the deadline finish", async () => {
  const dueAtMs = asSoonAsPossible(10);
  const { done, endAtMs } = await play({ dueAtMs, slots: createSlots(2), serviceMs: 100, admitUntilMs: 150 });
  strictEqual(done.length, 4);
  strictEqual(endAtMs, 200);
});

Deno.test("dispatch() stops while it waits for a due time", async () => {
  const { started, endAtMs } = await play({ dueAtMs: [0, 5000], slots: unlimitedSlots, serviceMs: 10, stopAtMs: 250 });
  strictEqual(started, 1);
  strictEqual(endAtMs, 250);
});

Deno.test("createSlots() grants waiting sessions when it grows and cuts none off when it shrinks", async () => {
  const never = new AbortController().signal;
  const slots = createSlots(1);
  strictEqual(await slots.acquire(never), "granted");
  let granted = 0;
  const second = slots.acquire(never).then(() => granted++);
  slots.resize(2);
  await second;
  slots.resize(1);
  const third = slots.acquire(never).then(() => granted++);
  slots.release();
  await Promise.resolve();
  strictEqual(granted, 1);
  slots.release();
  await third;
  strictEqual(granted, 2);
});

Deno.test("createItemQueue() wakes a taker for a late item and tells it the end", async () => {
  const never = new AbortController().signal;
  const left: number[] = [];
  const queue = createItemQueue<string>((count) => left.push(count));
  const first = queue.take(never);
  queue.push(["a", "b"]);
  strictEqual(await first, "a");
  strictEqual(await queue.take(never), "b");
  const end = queue.take(never);
  queue.end();
  strictEqual(await end, null);
  deepStrictEqual(left, [1, 0]);
});
