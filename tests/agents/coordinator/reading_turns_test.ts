import { deepStrictEqual } from "node:assert";
import { readInTurns } from "../../../src/agents/coordinator/reading_turns.ts";
import { VirtualClock } from "../../support/virtual_clock.ts";

async function* threeMessages(): AsyncGenerator<string> {
  for (const message of ["a", "b", "c"]) yield await Promise.resolve(message);
}

/** When each message is worked through, where something else goes first until then. */
async function readWhile(mustWaitUntilMs: number): Promise<readonly (readonly [string, number])[]> {
  const clock = new VirtualClock();
  const taken: (readonly [string, number])[] = [];
  await clock.run(readInTurns(threeMessages(), {
    clock,
    mustWait: () => clock.nowMs() < mustWaitUntilMs,
    take: (message) => taken.push([message, clock.nowMs()]),
  }));
  return taken;
}

Deno.test("records wait while items are dealt too late, and are worked through as soon as they are not", async () => {
  deepStrictEqual(await readWhile(100), [["a", 100], ["b", 100], ["c", 100]]);
});

Deno.test("however late items are dealt, records are worked through now and then", async () => {
  deepStrictEqual(await readWhile(Infinity), [["a", 500], ["b", 1000], ["c", 1500]]);
});
