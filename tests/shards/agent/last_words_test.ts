import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { createShard } from "../../../src/shards/agent/shard.ts";
import type { FromShard } from "../../../src/shards/protocol/messages.ts";
import { makeItem } from "../../support/make_item.ts";
import { ScriptedService } from "../../support/scripted_service.ts";
import { VirtualClock } from "../../support/virtual_clock.ts";
import { POOL_SETUP } from "../../support/virtual_load.ts";

const REQUESTS = 200;
const NEVER = new AbortController().signal;

const PLAN = { phase: "measured", startAtMs: 1, admitUntilMs: null, cutOffAtMs: null, isPaced: false } as const;

/** An event loop that carries as many requests as it has slots, each of a second. */
async function startLoaded() {
  const clock = new VirtualClock();
  const service = new ScriptedService({ serviceMs: () => 1000 });
  const said: FromShard[] = [];
  const shard = createShard((message) => said.push(message), {
    clock,
    createTransport: (_settings, runClock) => Promise.resolve(service.connect(runClock)),
    readUsage: () => ({ cpuSeconds: null, heapBytes: null }),
  });
  shard.receive({ kind: "setup", setup: { ...POOL_SETUP, shard: 0, clockOffsetMs: 0 } });
  await clock.run(clock.sleepUntil(1, NEVER));
  shard.receive({ kind: "phase", start: { plan: PLAN, slots: REQUESTS } });
  shard.receive({ kind: "items", items: Array.from({ length: REQUESTS }, (_, index) => makeItem({ index })) });
  return { clock, said, shard };
}

function indicesOf(said: readonly FromShard[]): readonly number[] {
  const records = said.flatMap((message) => message.kind === "records" ? message.records : []);
  return records.map(({ place }) => place.sessionIndex).sort((a, b) => a - b);
}

Deno.test("an event loop that crashes sends the records of all that had ended first", async () => {
  const { clock, said, shard } = await startLoaded();
  await clock.run(clock.sleepUntil(1002, NEVER));
  shard.crash(new Error("out of memory"));
  deepStrictEqual(indicesOf(said), Array.from({ length: REQUESTS }, (_, index) => index));
  const last = said.at(-1);
  strictEqual(last?.kind === "crash" ? last.message : "", "out of memory");
  shard.receive({ kind: "close" });
});

Deno.test("an event loop whose lease is over gives its work up before it cuts off what runs", async () => {
  const { clock, said, shard } = await startLoaded();
  shard.receive({ kind: "lease", startUntilMs: 500, runUntilMs: 600 });
  await clock.run(clock.sleepUntil(700, NEVER));
  const kinds = said.map(({ kind }) => kind);
  const crashAt = kinds.indexOf("crash");
  ok(crashAt > 0);
  // What comes before it tells what had started, and holds nothing that was cut off.
  const before = said.slice(0, crashAt);
  const work = before.flatMap((message) => message.kind === "records" ? message.work ?? [] : message);
  const started = work.flatMap((message) => message.kind === "work" ? message.started : []);
  strictEqual(new Set(started).size, REQUESTS);
  deepStrictEqual(indicesOf(before), []);
  strictEqual(kinds.slice(0, crashAt).includes("phase_end"), false);
  shard.receive({ kind: "close" });
});

Deno.test("a lease that ends between two phases costs nothing", async () => {
  const { clock, said, shard } = await startLoaded();
  await clock.run(clock.sleepUntil(1002, NEVER));
  shard.receive({ kind: "items_end" });
  await clock.run(clock.sleepUntil(1100, NEVER));
  shard.receive({ kind: "lease", startUntilMs: 1200, runUntilMs: 1300 });
  await clock.run(clock.sleepUntil(2000, NEVER));
  const kinds = said.map(({ kind }) => kind);
  strictEqual(kinds.includes("phase_end"), true);
  strictEqual(kinds.includes("crash"), false);
  shard.receive({ kind: "close" });
});
