/**
 * How coordinator, bus and summaries grow with agents and streams, and where it breaks: what one record, one item and one
 * state cost is measured here, on the code itself; the table is worked out from that. Run by hand:
 *
 *   deno run --no-prompt -A tests/bench/fleet_growth.ts
 */
import { cpuUsage } from "node:process";
import { print } from "../../scripts/print.ts";
import type { WorkItem } from "../../src/core/work_item.ts";
import { createAccumulator } from "../../src/metrics/accumulator.ts";
import { listHistograms, packState, thinState, unpackState } from "../../src/metrics/packed_state.ts";
import { AgentAccount } from "../../src/shards/coordinator/agent_account.ts";
import { ItemFeed } from "../../src/shards/coordinator/item_feed.ts";
import { Ledger } from "../../src/shards/coordinator/ledger.ts";
import { makeItem } from "../support/make_item.ts";
import { VirtualClock } from "../support/virtual_clock.ts";
import { drawRecord, measureRecordCost, REPLY } from "./record_cost.ts";

const STATE_EVERY_SECONDS = 2;
const FAN_IN = 32;

/** CPU of this process for one of so many repetitions, in µs. */
function costUs(count: number, run: () => void): number {
  run();
  const before = cpuUsage();
  for (let round = 0; round < count; round++) run();
  const { user, system } = cpuUsage(before);
  return (user + system) / count;
}

/** What an agent would send instead of records, after so many of them; taking it in at the next one. */
function measureStates(records: number, { isThin }: { readonly isThin: boolean }) {
  const part = createAccumulator({});
  // Where all agents together have many samples, histograms of them will do.
  const all = createAccumulator({ exactSampleLimit: 0 });
  for (let index = 0; index < records; index++) {
    const drawn = drawRecord(index);
    part.add(drawn);
    all.add(drawn);
  }
  const thin = isThin ? listHistograms(all.state()) : [];
  const packed = packState(thinState(part.state(), thin));
  const whole = createAccumulator({});
  return {
    bytes: packed.byteLength,
    packUs: costUs(5, () => void packState(thinState(part.state(), thin))),
    mergeUs: costUs(5, () => whole.merge(unpackState(packed))),
  };
}

/** Dealing items to so many event loops, all of which have room. */
async function measureDealing(loops: number): Promise<number> {
  const items = 2000;
  const clock = new VirtualClock();
  const ledger = new Ledger();
  const link = { send() {}, onMessage() {}, close() {} };
  const agents = Array.from({ length: loops }, (_, index) => new AgentAccount({ index, link }, items));
  async function* supply(): AsyncGenerator<WorkItem> {
    for (let index = 0; index < items; index++) yield makeItem({ index });
    await Promise.resolve();
  }
  const failures: unknown[] = [];
  const feed = new ItemFeed({
    items: supply(),
    agents,
    ledger,
    clock,
    hasSlots: true,
    isPaced: false,
    startAtMs: 0,
    ahead: items,
    onFailure: (cause) => failures.push(cause),
  });
  const before = cpuUsage();
  feed.deal();
  await clock.run(clock.sleepUntil(1, new AbortController().signal));
  if (failures.length > 0) throw failures[0];
  if (ledger.unsent() !== items) throw new Error(`Only ${ledger.unsent()} of ${items} items were dealt`);
  const { user, system } = cpuUsage(before);
  return (user + system) / items;
}

const record = await measureRecordCost();
const us = (value: number): string => `${value.toFixed(1)} µs`;
print(
  `a record of ${REPLY.events} events: ${record.bytes.toFixed(0)} bytes; encode ${us(record.encodeUs)} at the agent, ` +
    `decode ${us(record.decodeUs)} and add ${us(record.addUs)} at the coordinator, its row ${us(record.rowUs)}`,
);
const dealing = new Map<number, number>();
for (const loops of [1, 10, 100, 1000, 4000]) dealing.set(loops, await measureDealing(loops));
print(
  `dealing an item to 1 … 4000 loops: ${[...dealing].map(([loops, us]) => `${loops}: ${us.toFixed(1)} µs`).join(", ")}`,
);
for (const [records, isThin] of [[100, false], [2000, false], [2000, true]] as const) {
  const { bytes, packUs, mergeUs } = measureStates(records, { isThin });
  print(
    `the state of ${records} records${isThin ? " among many" : ""}: ${(bytes / 1000).toFixed(0)} kB, packed in ${
      (packUs / 1000).toFixed(1)
    } ms, merged in ${(mergeUs / 1000).toFixed(1)} ms`,
  );
}
const state = measureStates(2000, { isThin: true });

print("");
print(
  "agents x streams | requests/s | M events/s | MB/s in | cores with database | without | dealing | states: MB/s, cores | tree of 32",
);
for (
  const [agents, streams] of [[4, 250], [16, 500], [50, 1000], [100, 1000], [100, 10_000], [1000, 10_000]] as const
) {
  const seconds = (REPLY.ttftMs + REPLY.events * REPLY.itlMs) / 1000;
  const perSecond = agents * streams / seconds;
  const cores = (us: number): string => (perSecond * us / 1e6).toFixed(2);
  const without = record.decodeUs + record.addUs;
  const states = agents / STATE_EVERY_SECONDS;
  const roots = Math.ceil(agents / FAN_IN) / STATE_EVERY_SECONDS;
  const nearest = [...dealing.keys()].findLast((loops) => loops <= agents) ?? 1;
  print([
    `${agents} x ${streams}`,
    perSecond.toFixed(0),
    (perSecond * REPLY.events / 1e6).toFixed(2),
    (perSecond * record.bytes / 1e6).toFixed(1),
    cores(without + record.rowUs),
    cores(without),
    cores(dealing.get(nearest) ?? 0),
    `${(states * state.bytes / 1e6).toFixed(1)}, ${(states * state.mergeUs / 1e6).toFixed(2)}`,
    `${(roots * state.bytes / 1e6).toFixed(2)}, ${(roots * state.mergeUs / 1e6).toFixed(3)}`,
  ].join(" | "));
}
