import { deepStrictEqual, strictEqual } from "node:assert";
import { GRACE_MS } from "../../../src/cli/terminal/stop_grace.ts";
import { StopCourse } from "../../../src/cli/terminal/stop_signals.ts";
import type { StopOrder } from "../../../src/cli/terminal/stop_signals.ts";
import { VirtualClock } from "../../support/virtual_clock.ts";

function setUp() {
  const clock = new VirtualClock();
  const orders: StopOrder["stage"][] = [];
  return { clock, orders, course: new StopCourse(({ stage }) => orders.push(stage), clock) };
}

const wait = (clock: VirtualClock, ms: number) =>
  clock.run(clock.sleepUntil(clock.nowMs() + ms, new AbortController().signal));

Deno.test("Ctrl-C once never cuts off, twice does, and three times is one too many", async () => {
  const { clock, orders, course } = setUp();
  strictEqual(course.receive(null), false);
  await wait(clock, 1e6);
  deepStrictEqual([course.admitting.aborted, course.running.aborted], [true, false]);
  strictEqual(course.receive(null), false);
  strictEqual(course.running.aborted, true);
  strictEqual(course.receive(null), true);
  deepStrictEqual(orders, ["finish", "cut_off"]);
});

Deno.test("one SIGTERM cuts off what still runs when its grace is over", async () => {
  const { clock, orders, course } = setUp();
  course.receive(GRACE_MS);
  await wait(clock, GRACE_MS - 1);
  strictEqual(course.running.aborted, false);
  await wait(clock, 2);
  strictEqual(course.running.aborted, true);
  strictEqual(course.receive(null), false, "the second signal has nothing left to cut off");
  deepStrictEqual(orders, ["finish", "cut_off"]);
});
