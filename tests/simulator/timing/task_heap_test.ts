import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { fc } from "../../support/property.ts";
import { TaskHeap } from "../../../src/simulator/timing/task_heap.ts";

/** Without -0, which no order tells from 0. */
const TIMES = fc.double({ noNaN: true }).map((time) => time + 0);

Deno.test("TaskHeap gives tasks in the order of their times", () => {
  fc.assert(fc.property(fc.array(TIMES), (times) => {
    const heap = new TaskHeap();
    for (const dueMs of times) heap.push({ dueMs, run: () => false });
    strictEqual(heap.size, times.length);
    const taken: number[] = [];
    for (let task = heap.pop(); task !== undefined; task = heap.pop()) taken.push(task.dueMs);
    deepStrictEqual(taken, [...times].sort((a, b) => a - b));
  }));
});

Deno.test("TaskHeap keeps its order when tasks come back later", () => {
  fc.assert(fc.property(fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1 }), (periods) => {
    const heap = new TaskHeap();
    for (const period of periods) heap.push({ dueMs: period, run: () => false });
    let lastMs = 0;
    for (let step = 0; step < 200; step++) {
      const task = heap.pop();
      if (task === undefined) throw new Error("The heap lost a task");
      ok(task.dueMs >= lastMs);
      lastMs = task.dueMs;
      task.dueMs += periods[step % periods.length] ?? 1;
      heap.push(task);
    }
    strictEqual(heap.size, periods.length);
  }));
});
