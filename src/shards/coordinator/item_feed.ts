import type { Clock } from "../../core/clock.ts";
import type { WorkItem } from "../../core/work_item.ts";
import type { ToShard } from "../protocol/messages.ts";
import type { AgentAccount } from "./agent_account.ts";
import type { Ledger } from "./ledger.ts";
import { Stripes } from "./stripes.ts";

/** What a feed deals by. */
export interface FeedOptions {
  readonly items: AsyncIterator<WorkItem>;
  readonly agents: readonly AgentAccount[];
  readonly ledger: Ledger;
  readonly clock: Clock;
  /** There is a limit of sessions at once. */
  readonly hasSlots: boolean;
  /** Items have due times. */
  readonly isPaced: boolean;
  /** Items made ahead of their need. */
  readonly ahead: number;
  /** Making an item failed. */
  readonly onFailure: (cause: unknown) => void;
}

/** Items leave in batches of at most this size, so that the first does not wait for the last. */
const BATCH_ITEMS = 64;

/**
 * Deals items out: to free slots first, wherever they are, and only as many more as keep a slot from waiting for the way
 * to the coordinator and back. An item stays here until it is dealt, and comes back while it waits for a slot and another
 * loop has one free: no item waits anywhere while any loop has a free slot. Without a limit of slots items are dealt by
 * index, in stripes of one, each loop as often as its weight says.
 */
export class ItemFeed {
  readonly #options: FeedOptions;
  readonly #stripes = new Stripes();
  /** Made and not dealt, in order. */
  #stock: WorkItem[] = [];
  #hasEnded = false;
  #isFinished = false;
  #isStopped = false;
  #isMaking = false;
  #gathered = 0;
  #isSending = false;

  constructor(options: FeedOptions) {
    this.#options = options;
  }

  /** Deals what can be dealt: called whenever slots, items or agents changed. */
  deal(): void {
    if (this.#isStopped) return;
    this.#dealStock();
    this.#send();
    this.#recall();
    this.#finish();
    if (!this.#isMaking && this.#wantsMore()) void this.#make();
  }

  /** Takes items that an agent had and did not start. */
  takeBack(items: readonly WorkItem[]): void {
    this.#stock = [...this.#stock, ...items].sort((a, b) => a.index - b.index);
  }

  /** There are items that have not started, and they may start. */
  isDealing(): boolean {
    return !this.#isStopped && !this.#isFinished;
  }

  /** Tells an event loop that comes in the middle what the others know. */
  welcome({ link }: AgentAccount): void {
    if (this.#hasEnded) link.send({ kind: "supply_end" });
  }

  /** No more items are made or dealt. */
  stop(): void {
    this.#isStopped = true;
    void this.#options.items.return?.();
  }

  /** Without slots nothing but this limit keeps items from being made without end, so those dealt count too. */
  #wantsMore(): boolean {
    const { hasSlots, isPaced, ahead, ledger } = this.#options;
    if (this.#hasEnded || this.#isStopped) return false;
    return this.#stock.length + (hasSlots && !isPaced ? 0 : ledger.unsent()) < ahead;
  }

  async #make(): Promise<void> {
    this.#isMaking = true;
    try {
      while (this.#wantsMore()) {
        const next = await this.#options.items.next();
        if (this.#isStopped) return;
        if (next.done) this.#end();
        else this.#stock.push(next.value);
        this.#dealStock();
        await this.#breathe();
      }
    } catch (cause) {
      this.#isStopped = true;
      this.#options.onFailure(cause);
    } finally {
      this.#isMaking = false;
    }
    this.deal();
  }

  #end(): void {
    this.#hasEnded = true;
    this.#tellAll({ kind: "supply_end" });
  }

  /** Lets what the agents say come in; not for each of many items that are wanted at once. */
  async #breathe(): Promise<void> {
    const isWanted = this.#stock.length === 0 && !this.#hasEnded;
    if (isWanted && this.#gathered < BATCH_ITEMS) return;
    this.#send();
    await this.#options.clock.yieldTurn();
  }

  #dealStock(): void {
    let dealt = 0;
    for (const item of this.#stock) {
      const agent = this.#pick();
      if (agent === null) break;
      this.#options.ledger.deal(item, agent.index);
      agent.give(item);
      dealt++;
    }
    if (dealt > 0) this.#stock.splice(0, dealt);
    this.#gathered += dealt;
    if (this.#gathered > 0 && !this.#isSending) void this.#sendSoon();
  }

  /** What was dealt leaves with this turn: nobody knows how long the next item takes to make. */
  async #sendSoon(): Promise<void> {
    this.#isSending = true;
    await this.#options.clock.yieldTurn();
    this.#isSending = false;
    this.#send();
  }

  #pick(): AgentAccount | null {
    const { agents, hasSlots, isPaced } = this.#options;
    if (!hasSlots) return this.#stripes.pick(agents.filter((agent) => agent.takesItems()));
    const freest = findFreest(agents);
    if (freest === null || freest.open() > 0) return freest;
    // An item that is not due yet must not wait behind a busy slot: by then another loop may have a free one.
    if (isPaced) return null;
    const living = agents.filter((agent) => agent.takesItems());
    return living.find((agent) => agent.hasRoom(living.length === 1)) ?? null;
  }

  #send(): void {
    for (const agent of this.#options.agents) if (!agent.isOver) agent.send();
    this.#gathered = 0;
  }

  /** Calls back what waits for a slot where others have free ones and nothing is left to deal. */
  #recall(): void {
    if (!this.#options.hasSlots || this.#stock.length > 0) return;
    const living = this.#options.agents.filter(({ isOver }) => !isOver);
    let open = living.reduce((sum, agent) => sum + Math.max(0, agent.open()), 0);
    for (const agent of [...living].sort((a, b) => a.open() - b.open())) {
      if (open <= 0) return;
      open -= agent.recall(open);
    }
  }

  /** Every item has started somewhere: from now on the loops wait for what runs alone. */
  #finish(): void {
    const isAllStarted = this.#hasEnded && this.#stock.length === 0 && this.#options.ledger.unsent() === 0;
    if (!isAllStarted || this.#isFinished) return;
    this.#isFinished = true;
    this.#tellAll({ kind: "items_end" });
  }

  #tellAll(message: ToShard): void {
    for (const { link, isOver } of this.#options.agents) if (!isOver) link.send(message);
  }
}

/** The first one of those that have most slots open. It looks at all of them for each item: no list, nothing called twice. */
function findFreest(agents: readonly AgentAccount[]): AgentAccount | null {
  let freest: AgentAccount | null = null;
  let most = -Infinity;
  for (const agent of agents) {
    if (!agent.takesItems()) continue;
    const open = agent.open();
    if (freest !== null && open <= most) continue;
    freest = agent;
    most = open;
  }
  return freest;
}
