import { deepStrictEqual, rejects, strictEqual } from "node:assert";
import type { ShardLink } from "../../../src/shards/protocol/messages.ts";
import { VirtualHost } from "../../support/virtual_host.ts";
import { runVirtualLoad } from "../../support/virtual_load.ts";

const MACHINES = [{ name: "a" }, { name: "b" }] as const;

/** Four event loops on two machines: 0 and 2 on one, 1 and 3 on the other; what crashes is a machine. */
function onMachines(host: VirtualHost): void {
  onTwo(host, { isMachineLost: true });
}

function onTwo(host: VirtualHost, crash: { readonly isMachineLost?: true }): void {
  const start = host.startShard.bind(host);
  host.startShard = (index: number): ShardLink => {
    const link = start(index);
    return {
      machine: index % 2 === 0 ? MACHINES[0] : MACHINES[1],
      send: link.send,
      close: link.close,
      onMessage: (receive) => link.onMessage((said) => receive(said.kind === "crash" ? { ...said, ...crash } : said)),
    };
  };
}

const LOAD = { shards: 4, slots: 16, number: 100 } as const;

Deno.test("The event loops of a machine are lost together: nothing is dealt from one to the other", async () => {
  const { records, losses } = await runVirtualLoad({
    ...LOAD,
    prepareHost: onMachines,
    prepare: ({ host }) => host.crashAfter(1, 150),
  });
  deepStrictEqual(losses.map(({ shard }) => shard), [1, 3]);
  const lost = records.filter(({ failure }) => failure?.kind === "lost");
  strictEqual(lost.length, losses.reduce((sum, loss) => sum + loss.lost, 0));
  strictEqual(lost.length > 0, true);
  deepStrictEqual(records.map(({ place }) => place.sessionIndex).sort((a, b) => a - b), [...Array(100).keys()]);
});

Deno.test("What ran on a machine that was lost is sent again where that is asked for", async () => {
  const { records, losses } = await runVirtualLoad({
    ...LOAD,
    prepareHost: onMachines,
    prepare: ({ host }) => host.crashAfter(0, 150),
    over: { onAgentLost: "resend" },
  });
  strictEqual(losses.every(({ lost }) => lost === 0), true);
  strictEqual(losses.reduce((sum, { moved }) => sum + moved, 0) > 0, true);
  deepStrictEqual(records.map(({ place }) => place.sessionIndex).sort((a, b) => a - b), [...Array(100).keys()]);
  strictEqual(records.every(({ failure }) => failure === null), true);
});

Deno.test("Where it is to end the run, the loss of a machine does", async () => {
  await rejects(
    runVirtualLoad({
      ...LOAD,
      prepareHost: onMachines,
      prepare: ({ host }) => host.crashAfter(0, 150),
      over: { onAgentLost: "abort" },
    }),
    { name: "DataError", message: "out of memory" },
  );
});

Deno.test("A machine that is to end finishes what it runs; the others carry the rest, with all slots", async () => {
  const { host: { service }, records, losses } = await runVirtualLoad({
    ...LOAD,
    prepareHost: onMachines,
    prepare: ({ host, pool }) => host.afterStart(150, () => pool.retire(MACHINES[0])),
  });
  strictEqual(service.peak, LOAD.slots);
  deepStrictEqual(losses, []);
  strictEqual(records.length, 100);
  strictEqual(records.every(({ failure }) => failure === null), true);
  const late = records.filter(({ times }) => times.sentAtMs > 400);
  strictEqual(late.length > 0, true);
  deepStrictEqual([...new Set(late.map(({ place }) => place.shard))].sort(), [1, 3]);
});

Deno.test("An event loop that crashes by itself is lost alone", async () => {
  const { records, losses } = await runVirtualLoad({
    ...LOAD,
    prepareHost: (host) => onTwo(host, {}),
    prepare: ({ host }) => host.crashAfter(1, 150),
  });
  deepStrictEqual(losses.map(({ shard }) => shard), [1]);
  strictEqual(records.length, 100);
});
