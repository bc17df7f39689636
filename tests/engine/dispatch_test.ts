import { deepStrictEqual, strictEqual } from "node:assert";
import { DEFAULT_ENGINE, type EngineSettings } from "../../src/core/engine_settings.ts";
import { dispatch } from "../../src/engine/dispatch.ts";
import type { ItemStart } from "../../src/core/work_item.ts";
import { createItemQueue } from "../../src/engine/item_queue.ts";
import { createSlots, createUnlimitedSlots } from "../../src/engine/slots.ts";
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
  readonly settings?: EngineSettings;
}

async function play(scenario: Scenario) {
  const { dueAtMs, slots, serviceMs, stopAtMs, admitUntilMs = Infinity, settings = DEFAULT_ENGINE } = scenario;
  const clock = new VirtualClock();
  const admitting = new AbortController();
  if (stopAtMs !== undefined) clock.at(stopAtMs, () => admitting.abort());
  const queue = createItemQueue<TestItem>({ clock, startAtMs: 0 });
  queue.push(dueAtMs.map((due, index) => ({ index, dueAtMs: due })));
  const take = (signal: AbortSignal) => queue.size() > 0 ? queue.take(signal) : Promise.resolve(null);
  const done: Done[] = [];
  let running = 0;
  let peak = 0;
  const carry = async (item: TestItem, start: ItemStart) => {
    peak = Math.max(peak, ++running);
    await clock.sleepUntil(clock.nowMs() + serviceMs, new AbortController().signal);
    running--;
    done.push({ index: item.index, start, endAtMs: clock.nowMs() });
    return clock.nowMs();
  };
  const work = {
    take,
    slots,
    settings,
    startAtMs: 0,
    admitting: admitting.signal,
    admitUntilMs,
    carry,
  };
  const started = await clock.run(dispatch(work, clock));
  return { started, done, peak, endAtMs: clock.nowMs() };
}

const asSoonAsPossible = (count: number) => Array.from({ length: count }, () => null);

Deno.test("each setting of the engine is read by it", async () => {
  const read = new Set<string>();
  const settings = new Proxy(DEFAULT_ENGINE, {
    get: (target, name, receiver) => {
      read.add(String(name));
      return Reflect.get(target, name, receiver);
    },
  });
  await play({ dueAtMs: asSoonAsPossible(3), slots: createSlots(1, 0), serviceMs: 10, settings });
  deepStrictEqual([...read].sort(), Object.keys(DEFAULT_ENGINE).sort());
});

Deno.test("dispatch() keeps at most as many sessions running as there are slots", async () => {
  const { peak, done } = await play({ dueAtMs: asSoonAsPossible(6), slots: createSlots(2, 0), serviceMs: 100 });
  strictEqual(peak, 2);
  deepStrictEqual(done.map(({ start }) => start.slotAtMs), [0, 0, 100, 100, 200, 200]);
});

Deno.test("dispatch() without a limit starts on time however slow the replies are", async () => {
  const { peak, done } = await play({ dueAtMs: [0, 100, 200, 300], slots: createUnlimitedSlots(0), serviceMs: 10_000 });
  strictEqual(peak, 4);
  deepStrictEqual(done.map(({ start }) => start.slotAtMs), [0, 100, 200, 300]);
});

Deno.test("dispatch() starts a late item at once and keeps its due time", async () => {
  const { done } = await play({ dueAtMs: [0, 100, 200], slots: createSlots(1, 0), serviceMs: 300 });
  deepStrictEqual(done.map(({ start }) => start), [
    { dueAtMs: 0, slotAtMs: 0 },
    { dueAtMs: 100, slotAtMs: 300 },
    { dueAtMs: 200, slotAtMs: 600 },
  ]);
});

Deno.test("dispatch() starts nothing after the stop, also when a slot frees just then, and waits for what runs", async () => {
  const { started, endAtMs } = await play({
    dueAtMs: asSoonAsPossible(10),
    slots: createSlots(2, 0),
    serviceMs: 100,
    stopAtMs: 100,
  });
  strictEqual(started, 2);
  strictEqual(endAtMs, 100);
});

Deno.test("dispatch() starts nothing from its deadline on, also when a slot frees just then", async () => {
  const dueAtMs = asSoonAsPossible(10);
  const { started, endAtMs } = await play({ dueAtMs, slots: createSlots(2, 0), serviceMs: 100, admitUntilMs: 200 });
  strictEqual(started, 4);
  strictEqual(endAtMs, 200);
});

Deno.test("dispatch() lets what runs at the deadline finish", async () => {
  const dueAtMs = asSoonAsPossible(10);
  const { done, endAtMs } = await play({ dueAtMs, slots: createSlots(2, 0), serviceMs: 100, admitUntilMs: 150 });
  strictEqual(done.length, 4);
  strictEqual(endAtMs, 200);
});

Deno.test("dispatch() stops while it waits for a due time", async () => {
  const { started, endAtMs } = await play({
    dueAtMs: [0, 5000],
    slots: createUnlimitedSlots(0),
    serviceMs: 10,
    stopAtMs: 250,
  });
  strictEqual(started, 1);
  strictEqual(endAtMs, 250);
});

Deno.test("createSlots() grants waiting sessions when it grows and cuts none off when it shrinks", async () => {
  const never = new AbortController().signal;
  const slots = createSlots(1, 0);
  strictEqual(await slots.acquire(never), 0);
  let granted = 0;
  const second = slots.acquire(never).then(() => granted++);
  slots.resize(2, 10);
  await second;
  slots.resize(1, 20);
  const third = slots.acquire(never).then(() => granted++);
  slots.release(30);
  await Promise.resolve();
  strictEqual(granted, 1);
  slots.release(40);
  await third;
  strictEqual(granted, 2);
});

Deno.test("a slot is free from the moment it was released or opened, not from when somebody looked", async () => {
  const never = new AbortController().signal;
  const slots = createSlots(1, 5);
  strictEqual(await slots.acquire(never), 5);
  slots.release(100);
  slots.resize(2, 150);
  strictEqual(await slots.acquire(never), 100);
  strictEqual(await slots.acquire(never), 150);
});

Deno.test("a slot that was to go when its session ends stays when slots are added before", async () => {
  const never = new AbortController().signal;
  const slots = createSlots(2, 0);
  await slots.acquire(never);
  await slots.acquire(never);
  slots.resize(1, 10);
  slots.resize(2, 20);
  slots.release(30);
  slots.release(40);
  deepStrictEqual([await slots.acquire(never), await slots.acquire(never)], [30, 40]);
});

Deno.test("dispatch() books an item that comes late to the loop on the time since its slot was free", async () => {
  const clock = new VirtualClock();
  const queue = createItemQueue<TestItem>({ clock, startAtMs: 0 });
  const admitting = new AbortController();
  clock.at(70, () => queue.push([{ index: 0, dueAtMs: null }]));
  clock.at(90, () => admitting.abort());
  const starts: ItemStart[] = [];
  const carry = (_item: TestItem, start: ItemStart) => {
    starts.push(start);
    return Promise.resolve(clock.nowMs());
  };
  const work = {
    take: queue.take,
    slots: createSlots(1, 0),
    settings: DEFAULT_ENGINE,
    startAtMs: 0,
    admitUntilMs: Infinity,
    carry,
  };
  await clock.run(dispatch({ ...work, admitting: admitting.signal }, clock));
  deepStrictEqual(starts, [{ dueAtMs: null, slotAtMs: 0 }]);
});

for (const startBurst of [1, 3, 8]) {
  Deno.test(`dispatch() starts ${startBurst} in one go between two turns of the event loop`, async () => {
    const clock = new VirtualClock();
    const queue = createItemQueue<TestItem>({ clock, startAtMs: 0 });
    queue.push(asSoonAsPossible(8).map((dueAtMs, index) => ({ index, dueAtMs })));
    const bursts = [0];
    const turn = clock.yieldTurn.bind(clock);
    clock.yieldTurn = () => {
      bursts.push(0);
      return turn();
    };
    const work = {
      take: (signal: AbortSignal) => queue.size() > 0 ? queue.take(signal) : Promise.resolve(null),
      slots: createSlots(8, 0),
      settings: { ...DEFAULT_ENGINE, startBurst },
      startAtMs: 0,
      admitting: new AbortController().signal,
      admitUntilMs: Infinity,
      carry() {
        bursts.push((bursts.pop() ?? 0) + 1);
        return Promise.resolve(clock.nowMs());
      },
    };
    await clock.run(dispatch(work, clock));
    const whole = Array.from({ length: Math.floor(8 / startBurst) }, () => startBurst);
    deepStrictEqual(bursts, [...whole, 8 % startBurst]);
  });
}

Deno.test("createItemQueue() wakes a taker for a late item and at a stop", async () => {
  const stopping = new AbortController();
  const queue = createItemQueue<TestItem>({ clock: new VirtualClock(), startAtMs: 0 });
  const first = queue.take(stopping.signal);
  queue.push([{ index: 0, dueAtMs: null }, { index: 1, dueAtMs: null }]);
  strictEqual((await first)?.index, 0);
  strictEqual((await queue.take(stopping.signal))?.index, 1);
  const end = queue.take(stopping.signal);
  stopping.abort();
  strictEqual(await end, null);
});

Deno.test("createItemQueue() gives an item that another loop had before its turn, also while it waits for a later one", async () => {
  const never = new AbortController().signal;
  const clock = new VirtualClock();
  const queue = createItemQueue<TestItem>({ clock, startAtMs: 0 });
  queue.push([{ index: 4, dueAtMs: 400 }]);
  clock.at(100, () => queue.push([{ index: 2, dueAtMs: 200 }]));
  strictEqual((await clock.run(queue.take(never)))?.index, 2);
  strictEqual(clock.nowMs(), 200);
  strictEqual((await clock.run(queue.take(never)))?.index, 4);
  strictEqual(clock.nowMs(), 400);
});

Deno.test("createItemQueue() gives the last items back, and no more than it has", () => {
  const queue = createItemQueue<TestItem>({ clock: new VirtualClock(), startAtMs: 0 });
  queue.push([0, 1, 2].map((index) => ({ index, dueAtMs: null })));
  deepStrictEqual(queue.takeBack(2).map(({ index }) => index), [1, 2]);
  deepStrictEqual(queue.takeBack(5).map(({ index }) => index), [0]);
  strictEqual(queue.size(), 0);
});
