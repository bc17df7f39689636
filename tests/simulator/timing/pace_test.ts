import { ok, strictEqual } from "node:assert/strict";
import { Pace, slowdown } from "../../../src/simulator/timing/pace.ts";

Deno.test("slowdown() is 1 up to the capacity and grows in proportion above it", () => {
  strictEqual(slowdown(0, 10), 1);
  strictEqual(slowdown(10, 10), 1);
  strictEqual(slowdown(11, 10), 1.1);
  strictEqual(slowdown(30, 10), 3);
  strictEqual(slowdown(1000, null), 1);
});

Deno.test("Pace keeps real time while nothing slows it down", () => {
  const pace = new Pace({ capacity: null, stalls: [] });
  pace.setRunning(500);
  pace.advance(12.5);
  strictEqual(pace.nowMs, 12.5);
  strictEqual(pace.toRealMs(20), 20);
});

Deno.test("Pace slows down by the running replies, from the moment they run", () => {
  const pace = new Pace({ capacity: 4, stalls: [] });
  pace.advance(100);
  pace.setRunning(8);
  strictEqual(pace.toRealMs(150), 200);
  pace.advance(140);
  strictEqual(pace.nowMs, 120);
  pace.setRunning(4);
  strictEqual(pace.toRealMs(150), 170);
});

Deno.test("Pace gives all replies together no more than the capacity's tokens", () => {
  // 30 replies with a token each 10 paced ms over one real second, at a capacity of 20: 20 / 10 ms = 2000 tokens.
  const pace = new Pace({ capacity: 20, stalls: [] });
  pace.setRunning(30);
  pace.advance(1000);
  strictEqual(Math.round(30 * pace.nowMs / 10), 2000);
});

Deno.test("Pace stands still in a stall and goes on behind it", () => {
  const pace = new Pace({ capacity: null, stalls: [{ startMs: 100, endMs: 300 }] });
  strictEqual(pace.toRealMs(99), 99);
  strictEqual(pace.toRealMs(150), 350);
  pace.advance(200);
  strictEqual(pace.nowMs, 100);
  ok(pace.isStalled);
  strictEqual(pace.stallEndMs, 300);
  strictEqual(pace.toRealMs(150), 350);
  pace.advance(310);
  strictEqual(pace.nowMs, 110);
  ok(!pace.isStalled);
});

Deno.test("Pace joins stalls that overlap and passes several in one step", () => {
  const stalls = [{ startMs: 400, endMs: 500 }, { startMs: 10, endMs: 30 }, { startMs: 20, endMs: 50 }];
  const pace = new Pace({ capacity: null, stalls });
  strictEqual(pace.toRealMs(370), 510);
  pace.advance(600);
  strictEqual(pace.nowMs, 460);
});
