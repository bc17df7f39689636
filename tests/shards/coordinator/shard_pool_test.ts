import { deepStrictEqual, rejects, strictEqual } from "node:assert";
import { createShardPool } from "../../../src/shards/coordinator/shard_pool.ts";
import type { FromShard, ShardLink, ToShard } from "../../../src/shards/protocol/messages.ts";
import { carryPhase, openPool, POOL_SETUP, runVirtualLoad } from "../../support/virtual_load.ts";
import { VirtualHost } from "../../support/virtual_host.ts";

interface FakeLink extends ShardLink {
  readonly sent: ToShard[];
  isClosed: boolean;
  say(message: FromShard): void;
}

/** An agent that answers the questions of its set-up, or crashes at it. */
function fakeLink(crashesAt: ToShard["kind"] | null = null): FakeLink {
  let receive: (message: FromShard) => void = () => {};
  const link: FakeLink = {
    sent: [],
    isClosed: false,
    say: (message) => receive(message),
    onMessage(receiver) {
      receive = receiver;
    },
    send(message) {
      link.sent.push(message);
      if (message.kind === crashesAt) queueMicrotask(() => receive({ kind: "crash", message: "no memory", stack: "" }));
      else if (message.kind === "clock_ask") {
        queueMicrotask(() => receive({ kind: "clock_answer", askedAtMs: message.askedAtMs, agentAtMs: 5000 }));
      } else if (message.kind === "setup") queueMicrotask(() => receive({ kind: "ready" }));
    },
    close() {
      link.isClosed = true;
    },
  };
  return link;
}

function createFakes(links: readonly FakeLink[], losses: string[] = []) {
  const { clock } = new VirtualHost();
  return createShardPool({
    clock,
    setup: POOL_SETUP,
    startShard(index) {
      const link = links[index];
      if (link === undefined) throw new Error("There is no such link");
      return link;
    },
    onDebug: () => {},
    onIdleLoss: (shard, reason) => losses.push(`${shard}: ${reason}`),
  });
}

async function openFakes(links: readonly FakeLink[], losses: string[] = []) {
  const pool = createFakes(links, losses);
  await pool.open(links.length);
  return pool;
}

Deno.test("an agent learns how its clock stands to the clock of the run", async () => {
  const link = fakeLink();
  await openFakes([link]);
  const setups = link.sent.flatMap((message) => message.kind === "setup" ? [message.setup.clockOffsetMs] : []);
  deepStrictEqual(setups, [-5000]);
});

for (const kind of ["clock_ask", "setup"] as const) {
  Deno.test(`when one event loop cannot be set up (${kind}), the pool does not open, and closes all`, async () => {
    const links = [fakeLink(), fakeLink(kind), fakeLink()];
    const pool = createFakes(links);
    await rejects(pool.open(links.length), /A shard crashed: no memory/);
    pool.close();
    deepStrictEqual(links.map(({ isClosed }) => isClosed), [true, true, true]);
  });
}

Deno.test("an event loop that cannot be started ends the opening; those before it are closed with the pool", async () => {
  const link = fakeLink();
  const pool = createFakes([link]);
  await pool.open(1);
  await rejects(pool.open(1), /There is no such link/);
  strictEqual(link.isClosed, false);
  pool.close();
  strictEqual(link.isClosed, true);
});

Deno.test("a pool opens with one event loop and takes more before its first phase", async () => {
  const host = new VirtualHost();
  const pool = await host.clock.run(openPool(host, 1));
  await host.clock.run(pool.open(2));
  const { statuses } = await carryPhase({ host, pool }, { slots: 6, number: 12 });
  deepStrictEqual([...new Set(statuses.map(({ shard }) => shard))].sort(), [0, 1, 2]);
});

Deno.test("an event loop that is lost while no phase runs is told of, and the next phase goes without it", async () => {
  const host = new VirtualHost();
  const pool = await host.clock.run(openPool(host, 2));
  await carryPhase({ host, pool }, { slots: 4, number: 8 });
  host.crash(0);
  const { records, host: { service } } = await carryPhase({ host, pool }, { slots: 4, number: 8 });
  deepStrictEqual(records.map(({ place }) => place.shard), new Array(8).fill(1));
  strictEqual(service.peak, 4);
  host.crash(1);
  await rejects(carryPhase({ host, pool }, { slots: 4, number: 8 }), /A shard crashed: out of memory/);
  const losses: string[] = [];
  const links = [fakeLink(), fakeLink()];
  await openFakes(links, losses);
  links[1]?.say({ kind: "crash", message: "gone", stack: "" });
  deepStrictEqual(losses, ["1: A shard crashed: gone"]);
});

Deno.test("what goes wrong in making an item ends the phase once what runs has been cut off", async () => {
  const broken = (async function* () {
    yield* [];
    await Promise.reject(new Error("line 2 is broken"));
  })();
  await rejects(runVirtualLoad({ shards: 2, slots: 2, number: 0, over: { items: broken } }), /line 2 is broken/);
});

Deno.test("a lost loop of a paced load gives its items back before their time: they are sent at it by others", async () => {
  const dueAtMs = (index: number) => 100 * index;
  const { records, losses } = await runVirtualLoad({
    shards: 2,
    slots: null,
    number: 40,
    dueAtMs,
    service: { serviceMs: () => 10 },
    prepare: ({ host }) => host.crashAfter(1, 1050),
  });
  deepStrictEqual(losses.map(({ shard, lost }) => [shard, lost]), [[1, 0]]);
  strictEqual(records.length, 40);
  for (const { place, times } of records) strictEqual(times.sentAtMs, dueAtMs(place.sessionIndex));
});

Deno.test("all batches are acknowledged once they have been worked through", async () => {
  const { statuses } = await runVirtualLoad({ shards: 2, slots: 8, number: 200 });
  // So few at most: those of one turn.
  strictEqual(Math.max(...statuses.map(({ unacknowledged }) => unacknowledged)) <= 32, true);
  const slow = await runVirtualLoad({
    shards: 1,
    slots: 8,
    number: 200,
    over: { onRecords: () => new Promise(() => {}) },
  });
  strictEqual(slow.statuses.at(-1)?.unacknowledged, 200);
});

Deno.test("an event loop that does not hear that it is cut off is given up, and what it had is booked as lost", async () => {
  const host = new VirtualHost();
  const link = fakeLink();
  const pool = createShardPool({
    clock: host.clock,
    setup: POOL_SETUP,
    startShard: () => link,
    onDebug: () => {},
    onIdleLoss: () => {},
  });
  await host.clock.run(pool.open(1));
  const running = new AbortController();
  host.clock.at(100, () => {
    const report = {
      atMs: 100,
      received: 1,
      free: 0,
      queued: 0,
      recalls: 0,
      carrying: 1,
      resizes: 0,
      started: [0],
      returned: [],
    };
    link.say({ kind: "work", ...report });
    running.abort();
  });
  const { losses, records } = await carryPhase({ host, pool }, {
    slots: 1,
    number: 1,
    over: { stops: { admitting: running.signal, continuing: running.signal, running: running.signal } },
  });
  deepStrictEqual(losses.map(({ reason, lost }) => [reason, lost]), [["it did not stop when it was told to", 1]]);
  deepStrictEqual(records.map(({ failure }) => failure?.kind), ["lost"]);
  strictEqual(link.isClosed, true);
});

Deno.test("before each phase the clocks of other machines are compared again, and only theirs", async () => {
  const here = fakeLink();
  const there = { ...fakeLink(), machine: { name: "gpu-7" } };
  const pool = await openFakes([here, there]);
  const asked = (link: FakeLink) => link.sent.filter(({ kind }) => kind === "clock_ask").length;
  const [askedHere, askedThere] = [asked(here), asked(there)];
  await pool.syncClocks();
  strictEqual(asked(here), askedHere);
  strictEqual(asked(there) - askedThere, 30);
  deepStrictEqual(there.sent.at(-1), { kind: "clock", offsetMs: -5000 });
});
