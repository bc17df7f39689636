import { deepStrictEqual, strictEqual } from "node:assert";
import { createShard } from "../../../src/shards/agent/shard.ts";
import type { FromShard } from "../../../src/shards/protocol/messages.ts";
import { makeItem } from "../../support/make_item.ts";
import { ScriptedService } from "../../support/scripted_service.ts";
import { VirtualClock } from "../../support/virtual_clock.ts";
import { POOL_SETUP } from "../../support/virtual_load.ts";

const REQUESTS = 200;
const NEVER = new AbortController().signal;

Deno.test("an event loop that crashes sends the records of all that had ended first", async () => {
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
  const plan = { phase: "measured", startAtMs: 1, admitUntilMs: null, cutOffAtMs: null, isPaced: false } as const;
  shard.receive({ kind: "phase", start: { plan, slots: REQUESTS } });
  shard.receive({ kind: "items", items: Array.from({ length: REQUESTS }, (_, index) => makeItem({ index })) });
  await clock.run(clock.sleepUntil(1002, NEVER));
  shard.crash(new Error("out of memory"));

  const indices = said.flatMap((message) =>
    message.kind === "records" ? message.records.map(({ place }) => place.sessionIndex) : []
  );
  deepStrictEqual(indices.sort((a, b) => a - b), Array.from({ length: REQUESTS }, (_, index) => index));
  const last = said.at(-1);
  strictEqual(last?.kind === "crash" ? last.message : "", "out of memory");
  shard.receive({ kind: "close" });
});
