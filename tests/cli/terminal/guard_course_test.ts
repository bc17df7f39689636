import { deepStrictEqual, match, strictEqual } from "node:assert";
import { GuardCourse, PATIENCE_MS } from "../../../src/cli/terminal/guard_course.ts";
import { GRACE_MS } from "../../../src/cli/terminal/stop_grace.ts";
import { VirtualClock } from "../../support/virtual_clock.ts";

function setUp() {
  const clock = new VirtualClock();
  const seen = { heard: 0, said: "", leftAtMs: null as number | null };
  const course = new GuardCourse({
    clock,
    heard: () => seen.heard,
    write: (text) => void (seen.said += text),
    leave: () => void (seen.leftAtMs ??= clock.nowMs()),
  });
  return { clock, seen, course };
}

Deno.test("a signal that the main thread hears is none of the guard's", async () => {
  const { clock, seen, course } = setUp();
  seen.heard = 1;
  await clock.run(course.receive(GRACE_MS));
  deepStrictEqual([seen.said, seen.leftAtMs], ["", null]);
});

Deno.test("Ctrl-C that is not heard is answered, a second one ends the process", async () => {
  const { clock, seen, course } = setUp();
  await clock.run(course.receive(null));
  match(seen.said, /^A module of your own keeps the program busy; Ctrl-C again to leave without results\n$/);
  strictEqual(seen.leftAtMs, null);
  await clock.run(course.receive(null));
  match(seen.said, /left without results\. The database holds what was stored\n$/);
  strictEqual(seen.leftAtMs, 2 * PATIENCE_MS);
});

Deno.test("one SIGTERM that is not heard ends the process after the grace that it states", async () => {
  const { clock, seen, course } = setUp();
  await clock.run(course.receive(GRACE_MS));
  match(seen.said, /which happens by itself in 10 s\n/);
  strictEqual(seen.leftAtMs, GRACE_MS);
});

Deno.test("a main thread that hears a SIGTERM within the grace ends by itself", async () => {
  const { clock, seen, course } = setUp();
  const received = course.receive(GRACE_MS);
  const never = new AbortController().signal;
  void clock.sleepUntil(5000, never).then(() => void (seen.heard = 1));
  await clock.run(received);
  strictEqual(seen.leftAtMs, null);
});
