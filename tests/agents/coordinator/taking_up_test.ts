import type { JsMsg } from "@nats-io/jetstream";
import { deepStrictEqual, rejects, strictEqual } from "node:assert";
import { LoopEnd } from "../../../src/agents/agent/loop_end.ts";
import { RemoteLoop } from "../../../src/agents/coordinator/remote_loop.ts";
import { unwrap } from "../../../src/agents/wire/envelope.ts";
import type { LoopReport } from "../../../src/agents/wire/taking_up.ts";
import { decodeTakingUp, encodeTakingUp } from "../../../src/agents/wire/taking_up.ts";
import type { RequestRecord } from "../../../src/core/record.ts";
import type { WorkItem } from "../../../src/core/work_item.ts";
import type { PhaseLoad } from "../../../src/shards/coordinator/phase_course.ts";
import { createShardPool } from "../../../src/shards/coordinator/shard_pool.ts";
import type { ShardPool } from "../../../src/shards/coordinator/shard_pool.ts";
import { decodeMessage } from "../../../src/shards/protocol/codec.ts";
import type { FromShard, ToShard } from "../../../src/shards/protocol/messages.ts";
import { makeItem } from "../../support/make_item.ts";
import { fc } from "../../support/property.ts";
import { ScriptedService } from "../../support/scripted_service.ts";
import { VirtualHost } from "../../support/virtual_host.ts";
import { POOL_SETUP } from "../../support/virtual_load.ts";

const NEVER = new AbortController().signal;
const ACKNOWLEDGED = { ack() {} } as unknown as JsMsg;

/** An event loop of an agent, with a stream that keeps its records, and the coordinator that has it now. */
class Loop {
  readonly end: LoopEnd;
  readonly #stream: Uint8Array[] = [];
  #coordinator: RemoteLoop | null = null;
  #epoch = 1;

  constructor(index: number, host: VirtualHost) {
    this.end = new LoopEnd(index, host.startShard(index), {
      sendDirect: (bytes) => this.#hand(bytes, null),
      sendRecords: (bytes) => {
        this.#stream.push(bytes);
        this.#hand(bytes, ACKNOWLEDGED);
        return false;
      },
      keep: (records) => records,
      onPhase() {},
      makeItems: () => [],
      epoch: () => this.#epoch,
      maxBytes: 1024 * 1024,
    });
  }

  /** A coordinator reaches it from now on, and the one before does no more. */
  connect(report: LoopReport | null): RemoteLoop {
    const epoch = report === null ? 1 : ++this.#epoch;
    this.#coordinator = new RemoteLoop({
      machine: { name: "a" },
      hasOwnKeys: false,
      loop: 0,
      epoch,
      report,
      watchDealing: () => {},
      makesItems: () => false,
      maxBytes: 1024 * 1024,
      seal: (bytes) => bytes,
      send: (bytes) => {
        const { envelope, message } = unwrap(bytes);
        if (envelope.epoch !== this.#epoch) return;
        this.end.arrivals.accept("direct", envelope, decodeMessage(message) as ToShard);
      },
    });
    for (const bytes of this.#stream) this.#hand(bytes, ACKNOWLEDGED);
    return this.#coordinator;
  }

  #hand(bytes: Uint8Array, delivery: JsMsg | null): void {
    const { envelope, message } = unwrap(bytes);
    this.#coordinator?.take(envelope, decodeMessage(message) as FromShard, delivery);
  }
}

interface Load {
  readonly slots: number | null;
  readonly number: number;
}

async function* makeItems({ number, slots }: Load): AsyncGenerator<WorkItem> {
  for (let index = 0; index < number; index++) yield makeItem({ index, dueAtMs: slots === null ? 10 * index : null });
}

function toPhase(load: Load, parts: Pick<PhaseLoad, "carriedBy" | "onRecords">): PhaseLoad {
  const { slots } = load;
  return {
    ...parts,
    onAgentLost: "state",
    plan: { phase: "measured", startAtMs: 0, admitUntilMs: null, cutOffAtMs: null, isPaced: slots === null },
    slots,
    ahead: 16,
    items: makeItems(load),
    stops: { admitting: NEVER, continuing: NEVER, running: NEVER },
    onStatus() {},
    onLost() {},
  };
}

function toPool(host: VirtualHost, links: readonly RemoteLoop[]): ShardPool {
  return createShardPool({
    clock: host.clock,
    startShard(index) {
      const link = links[index];
      if (link === undefined) throw new Error(`There is no loop ${index}`);
      return link;
    },
    onDebug() {},
    onIdleLoss() {},
    setup: POOL_SETUP,
  });
}

/** A coordinator dies at a time, and another one goes on after another. Says which requests it came to know of. */
async function carry(load: Load, { loops: count, diesAtMs, goneMs }: Record<"loops" | "diesAtMs" | "goneMs", number>) {
  const host = new VirtualHost(new ScriptedService({ serviceMs: (request) => 60 + (request * 37) % 90 }));
  const loops = Array.from({ length: count }, (_, index) => new Loop(index, host));
  const first = toPool(host, loops.map((loop) => loop.connect(null)));
  await host.clock.run(first.open(count));
  const died = Promise.withResolvers<void>();
  host.clock.at(host.clock.nowMs() + diesAtMs, died.resolve);
  void first.runPhase(toPhase(load, { carriedBy: 0, onRecords: () => Promise.resolve() }));
  await host.clock.run(died.promise);
  // What it still says is of a coordinator that has the run no more.
  const reports = loops.map((loop) => loop.end.report());
  const whole = reports.filter((report) => report !== null);
  strictEqual(whole.length, count);
  const told = decodeTakingUp(encodeTakingUp({ kind: "carries", silentMs: 0, loops: whole }));
  const links = loops.map((loop, index) => loop.connect(told.kind === "carries" ? told.loops[index] ?? null : null));
  await host.clock.run(host.clock.sleepUntil(host.clock.nowMs() + goneMs, NEVER));
  const second = toPool(host, links);
  await host.clock.run(second.open(count));
  const records: RequestRecord[] = [];
  await host.clock.run(second.runPhase(toPhase(load, {
    carriedBy: count,
    onRecords(batch) {
      records.push(...batch);
      return Promise.resolve();
    },
  })));
  return { host, records, second, load };
}

const MOMENTS = fc.record({
  loops: fc.integer({ min: 1, max: 4 }),
  diesAtMs: fc.integer({ min: 0, max: 600 }),
  goneMs: fc.integer({ min: 0, max: 500 }),
});
const LOADS = fc.record({
  slots: fc.option(fc.integer({ min: 1, max: 12 }), { nil: null }),
  number: fc.integer({ min: 1, max: 60 }),
});

Deno.test("whenever a coordinator dies, the next one carries each request once and has the record of each", async () => {
  await fc.assert(
    fc.asyncProperty(LOADS, MOMENTS, async (load, moments) => {
      const { host, records } = await carry(load, moments);
      strictEqual(host.service.startsAtMs.length, load.number);
      const indices = records.map(({ place }) => place.sessionIndex).sort((a, b) => a - b);
      deepStrictEqual(indices, Array.from({ length: load.number }, (_, index) => index));
      // The body of each is the coordinator's own, and does not come back with the record.
      for (const { requestBody } of records) strictEqual(requestBody.length > 0, true);
    }),
    { numRuns: 25 },
  );
});

Deno.test("event loops that were taken up carry the next phase as all others do", async () => {
  const { host, second, load } = await carry({ slots: 3, number: 20 }, { loops: 2, diesAtMs: 100, goneMs: 50 });
  const served = host.service.startsAtMs.length;
  await host.clock.run(second.runPhase(toPhase(load, { carriedBy: 0, onRecords: () => Promise.resolve() })));
  strictEqual(host.service.startsAtMs.length, 2 * served);
});

Deno.test("a phase of which an event loop is gone is not gone on with", async () => {
  const host = new VirtualHost();
  const loop = new Loop(0, host);
  const pool = toPool(host, [loop.connect(null)]);
  await host.clock.run(pool.open(1));
  const load = toPhase({ slots: 1, number: 1 }, { carriedBy: 2, onRecords: () => Promise.resolve() });
  await rejects(host.clock.run(pool.runPhase(load)), /An agent was lost while its step was taken up/);
});
