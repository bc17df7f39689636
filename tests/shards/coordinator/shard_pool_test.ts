import { deepStrictEqual, strictEqual } from "node:assert";
import type { WorkItem } from "../../../src/core/work_item.ts";
import type { FromShard, ShardLink, ShardSetup, ToShard } from "../../../src/shards/protocol/messages.ts";
import { startShardPool } from "../../../src/shards/coordinator/shard_pool.ts";
import type { PhaseLoad } from "../../../src/shards/coordinator/shard_pool.ts";
import { makeItem } from "../../support/make_item.ts";

interface FakeShard extends ShardLink {
  readonly sent: ToShard[];
}

/** A shard that asks for four items, and says at the end how many it got. */
function fakeShard(): FakeShard {
  const sent: ToShard[] = [];
  let receive: (message: FromShard) => void = () => {};
  let items = 0;
  const answer = (message: FromShard) => queueMicrotask(() => receive(message));
  return {
    sent,
    send(message) {
      sent.push(message);
      if (message.kind === "setup") answer({ kind: "ready" });
      else if (message.kind === "phase") answer({ kind: "want", count: 4 });
      else if (message.kind === "items") items += message.items.length;
      else if (message.kind === "items_end") answer({ kind: "phase_end", started: items });
    },
    onMessage: (receiver) => receive = receiver,
    close: () => {},
  };
}

async function* threeItems(): AsyncGenerator<WorkItem> {
  for (let index = 0; index < 3; index++) yield await Promise.resolve(makeItem({ index }));
}

const never = new AbortController().signal;

function loadWith(slots: number | null, mostSlots: number | null): PhaseLoad {
  return {
    phase: "measured",
    slots,
    mostSlots,
    startAtMs: 0,
    admitUntilMs: null,
    cutOffAtMs: null,
    lookAhead: 4,
    items: threeItems(),
    stops: { admitting: never, continuing: never, running: never },
    onRecords: () => {},
    onStatus: () => {},
  };
}

async function startPool(count: number) {
  const shards = Array.from({ length: count }, fakeShard);
  // The fakes look at no setting.
  const setup = {} as Omit<ShardSetup, "shard">;
  const startShard = (index: number) => shards[index] ?? fakeShard();
  return { shards, pool: await startShardPool({ count, setup, startShard, onDebug: () => {} }) };
}

const kindsOf = ({ sent }: FakeShard) => sent.map(({ kind }) => kind);

Deno.test("a shard that would get no slot takes no part, so that no item waits there for ever", async () => {
  const { shards: [first, second], pool } = await startPool(2);
  strictEqual(await pool.runPhase(loadWith(1, 1)), 3);
  deepStrictEqual(first && kindsOf(first), ["setup", "phase", "items", "items_end"]);
  deepStrictEqual(second && kindsOf(second), ["setup"]);
});

Deno.test("a shard that gets a slot later takes part, and slots are shared among those that do", async () => {
  const { shards, pool } = await startPool(3);
  const running = pool.runPhase(loadWith(1, 2));
  pool.resizeSlots(2);
  strictEqual(await running, 3);
  const counts = shards.map(({ sent }) => sent.flatMap((message) => message.kind === "slots" ? [message.count] : []));
  deepStrictEqual(counts, [[1], [1], []]);
});

Deno.test("without a limit every shard takes part", async () => {
  const { shards, pool } = await startPool(2);
  strictEqual(await pool.runPhase(loadWith(null, null)), 3);
  deepStrictEqual(shards.map((shard) => kindsOf(shard).includes("phase")), shards.map(() => [].length === 0));
});
