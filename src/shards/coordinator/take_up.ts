import { IndexSet } from "../../core/index_set.ts";
import type { WorkItem } from "../../core/work_item.ts";
import type { TakenUpLoop } from "../protocol/messages.ts";
import type { AgentAccount } from "./agent_account.ts";
import type { ItemFeed } from "./item_feed.ts";
import type { Ledger } from "./ledger.ts";

/** Whose phase is taken up, and into what. */
interface TakingUp {
  readonly agents: readonly AgentAccount[];
  readonly items: AsyncIterator<WorkItem>;
  readonly ledger: Ledger;
  readonly feed: ItemFeed;
}

/** What one event loop has of the items. */
interface Holding {
  readonly agent: number;
  readonly loop: TakenUpLoop;
  readonly unsent: ReadonlySet<number>;
}

/**
 * Brings the ledger of a phase to where another coordinator left it: items are made again from the first on, and each is
 * booked on the loop that has or had it. What no loop has been given is dealt as of now. Where no loop carries the phase
 * yet nothing is done.
 */
export async function takeUp({ agents, items, ledger, feed }: TakingUp): Promise<void> {
  const owners = findOwners(agents);
  const end = Math.max(-1, ...owners.keys()) + 1;
  const left: WorkItem[] = [];
  for (let index = 0; index < end; index++) {
    const next = await items.next();
    if (next.done) throw new Error(`There is no item ${index}, which an event loop has`);
    const owner = owners.get(next.value.index);
    if (owner === undefined) left.push(next.value);
    else book(next.value, owner, ledger);
  }
  feed.takeBack(left);
  for (const { link } of agents) link.takenUp?.release();
}

function book(item: WorkItem, { agent, loop, unsent }: Holding, ledger: Ledger): void {
  loop.remember(item);
  ledger.deal(item, agent);
  // When it started is in its record; what has ended is in the records that are read again.
  if (!unsent.has(item.index)) ledger.start(item.index, loop.state.report.atMs);
}

function findOwners(agents: readonly AgentAccount[]): ReadonlyMap<number, Holding> {
  const owners = new Map<number, Holding>();
  for (const { index: agent, link: { takenUp: loop } } of agents) {
    if (loop === undefined) continue;
    const holding = { agent, loop, unsent: new Set(loop.state.unsent) };
    for (const index of new IndexSet(loop.state.taken)) owners.set(index, holding);
  }
  return owners;
}
