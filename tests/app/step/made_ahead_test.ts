import { deepStrictEqual, rejects, strictEqual } from "node:assert/strict";
import { makeAhead } from "../../../src/app/step/made_ahead.ts";
import type { WorkItem } from "../../../src/core/work_item.ts";
import { makeItem } from "../../support/make_item.ts";
import { fc } from "../../support/property.ts";
import { VirtualClock } from "../../support/virtual_clock.ts";

const signal = new AbortController().signal;

/** Makes items, each after its time. */
async function* make(clock: VirtualClock, delaysMs: readonly number[]): AsyncGenerator<WorkItem> {
  for (const [index, delayMs] of delaysMs.entries()) {
    if (delayMs > 0) await clock.sleepUntil(clock.nowMs() + delayMs, signal);
    yield makeItem({ index });
  }
}

/** Takes all that a stream has, waiting before each. */
async function takeAll(items: AsyncIterator<WorkItem>, pause: () => Promise<void>): Promise<readonly number[]> {
  const indices: number[] = [];
  for (;;) {
    await pause();
    const next = await items.next();
    if (next.done) return indices;
    indices.push(next.value.index);
  }
}

Deno.test("each item is given once and in order, however long making takes, and seen as it is made", async () => {
  const delays = fc.array(fc.constantFrom(0, 0, 300, 700, 1500), { maxLength: 12 });
  const pauseMs = fc.constantFrom(0, 100, 2000);
  await fc.assert(fc.asyncProperty(delays, fc.nat(12), pauseMs, async (delaysMs, count, pause) => {
    const clock = new VirtualClock();
    const seen: number[] = [];
    const options = { count, clock, signal, onItem: ({ index }: WorkItem) => void seen.push(index) };
    const given = await clock.run((async () => {
      const items = await makeAhead(make(clock, delaysMs), options);
      return await takeAll(items, () => clock.sleepUntil(clock.nowMs() + pause, signal));
    })());
    const all = delaysMs.map((_, index) => index);
    deepStrictEqual([given, seen], [all, all]);
  }));
});

Deno.test("a load begins after a second with what there is", async () => {
  const clock = new VirtualClock();
  const options = { count: 5, clock, signal };
  await clock.run(makeAhead(make(clock, [0, 400, 3000, 0, 0]), options));
  strictEqual(clock.nowMs(), 1000);
});

Deno.test("where making an item fails it is said in its turn", async () => {
  async function* failing(): AsyncGenerator<WorkItem> {
    yield makeItem({ index: 0 });
    throw new Error("no more");
  }
  const items = await makeAhead(failing(), { count: 3, clock: new VirtualClock(), signal });
  strictEqual((await items.next()).done, false);
  await rejects(items.next(), /no more/);
});
