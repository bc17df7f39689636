import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { fc } from "../support/property.ts";
import { TimeHeap } from "../../src/core/time_heap.ts";

/** Without -0, which no order tells from 0. */
const TIMES = fc.double({ noNaN: true }).map((time) => time + 0);

Deno.test("TimeHeap gives entries in the order of their times", () => {
  fc.assert(fc.property(fc.array(TIMES), (times) => {
    const heap = new TimeHeap();
    for (const atMs of times) heap.push({ atMs });
    strictEqual(heap.size, times.length);
    const taken: number[] = [];
    for (let entry = heap.pop(); entry !== undefined; entry = heap.pop()) taken.push(entry.atMs);
    deepStrictEqual(taken, [...times].sort((a, b) => a - b));
  }));
});

Deno.test("TimeHeap keeps its order when entries come back later", () => {
  fc.assert(fc.property(fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1 }), (periods) => {
    const heap = new TimeHeap<{ atMs: number }>();
    for (const period of periods) heap.push({ atMs: period });
    let lastMs = 0;
    for (let step = 0; step < 200; step++) {
      const entry = heap.pop();
      if (entry === undefined) throw new Error("The heap lost an entry");
      ok(entry.atMs >= lastMs);
      lastMs = entry.atMs;
      entry.atMs += periods[step % periods.length] ?? 1;
      heap.push(entry);
    }
    strictEqual(heap.size, periods.length);
  }));
});
