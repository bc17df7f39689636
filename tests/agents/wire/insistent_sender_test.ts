import { deepStrictEqual, strictEqual } from "node:assert";
import { InsistentSender } from "../../../src/agents/wire/insistent_sender.ts";
import { VirtualClock } from "../../support/virtual_clock.ts";

Deno.test("What is refused is sent again until it is taken, and what has been refused longest is known", async () => {
  const clock = new VirtualClock();
  const sender = new InsistentSender(clock);
  let isFull = true;
  const taken: string[] = [];
  const attempt = (name: string) => () => {
    if (isFull) return Promise.reject(new Error(`full: ${name}`));
    taken.push(name);
    return Promise.resolve();
  };
  clock.at(100, () => sender.send(attempt("a")));
  clock.at(900, () => sender.send(attempt("b")));
  let refused: ReturnType<InsistentSender["longestRefused"]> = null;
  clock.at(2000, () => {
    refused = sender.longestRefused();
    isFull = false;
  });
  await clock.run(clock.sleepUntil(3000, new AbortController().signal));
  await sender.drain();
  deepStrictEqual(refused, { forMs: 1900, reason: "full: a" });
  deepStrictEqual(taken.sort(), ["a", "b"]);
  strictEqual(sender.longestRefused(), null);
  strictEqual(sender.pending(), 0);
});
