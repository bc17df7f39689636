import assert from "node:assert/strict";
import { WakingPace } from "../../../src/transport/kernel/waking_pace.ts";

function napAfter(durationsMs: readonly number[]): number {
  const pace = new WakingPace();
  pace.begin(0);
  for (const durationMs of durationsMs) pace.add(durationMs);
  return pace.napMs(1e6);
}

Deno.test("before a request has ended, the first one's age bounds how long waking is put off", () => {
  const pace = new WakingPace();
  assert.equal(pace.napMs(5000), 0);
  pace.begin(1000);
  assert.deepEqual([1000, 1099, 1200, 1400, 9000].map((atMs) => pace.napMs(atMs)), [0, 0, 0.2, 0.4, 0.5]);
});

Deno.test("after that a thousandth of the median duration, half a millisecond at most, and nothing for short requests", () => {
  assert.equal(napAfter([300]), 0.3);
  assert.equal(napAfter([50]), 0);
  assert.equal(napAfter([4000, 3000]), 0.5);
  assert.equal(napAfter([...Array<number>(64).fill(4000), ...Array<number>(64).fill(20)]), 0);
});
