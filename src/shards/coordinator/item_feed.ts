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
  /** What due times count from. */
  readonly startAtMs: number;
  /** Items made ahead of their need. */
  readonly ahead: number;
  /** Making an item failed. */
  readonly onFailure: (cause: unknown) => void;
}

/** Items leave in batches of at most this size, so that the first does not wait for the last. */
const BATCH_ITEMS = 64;
/** Without slots a batch has so many for each event loop, unless they are due within so long, but never more than this. */
const SOON_MS = 100;
const MOST_BATCH_ITEMS = 1024;
/** Of items that nobody waits for so many are made in one go, or for so long. */
const CALM_ITEMS = 16;
const CALM_MS = 2;
/**
 * Items that are dealt ahead of their time are made again when so large a part of them has started: each message then holds
 * some dozen of them.
 */
const REFILL_SHARE = 1 / 8;
/** A load without slots whose last item is due sooner than this is behind: nothing else is done before it has more. */
const NEAR_MS = 1000;

/**
 * Deals items out: to free slots first, wherever they are, and only as many more as keep a slot from waiting for the way
 * to the coordinator and back. An item stays here until it is dealt, and comes back while it waits for a slot and another
 * loop has one free: no item waits anywhere while any loop has a free slot. Without a limit of slots items are dealt by
 * index, in stripes of one, each loop as often as its weight says.
 */
export class ItemFeed {
  readonly #options: FeedOptions;
  readonly #stripes: Stripes;
  /** Made and not dealt, in order. */
  #stock: WorkItem[] = [];
  #hasEnded = false;
  #isFinished = false;
  #isStopped = false;
  #isMaking = false;
  #gathered = 0;
  #isSending = false;
  /** Those that were given what has not left yet. */
  readonly #given = new Set<AgentAccount>();
  #unbreathed = 0;
  #breathedAtMs = -Infinity;
  #made = 0;
  /** So many were made when somebody asked last whether it is behind. */
  #madeBefore = 0;
  /** When the last item that was made is due. */
  #lastDueAtMs = -Infinity;

  constructor(options: FeedOptions) {
    this.#options = options;
    this.#stripes = new Stripes(options.agents);
  }

  /** Deals what can be dealt: called whenever slots, items or agents changed. */
  deal(): void {
    if (this.#isStopped) return;
    this.#dealStock();
    this.#send();
    this.#recall();
    this.#finish();
    if (!this.#isMaking && this.#room() >= this.#refillSize()) void this.#make();
  }

  /**
   * Event loops would soon have nothing to start: whoever shares this one's processor with it must let it go first. Where
   * nothing was made since it was asked last it is not the processor that items wait for. Where they go to free slots they
   * are dealt as soon as the slot is told of, out of what was made.
   */
  isBehind(): boolean {
    const { hasSlots, isPaced, clock, startAtMs } = this.#options;
    const hasMade = this.#made > this.#madeBefore;
    this.#madeBefore = this.#made;
    if (!hasMade || this.#room() <= 0) return false;
    if (hasSlots) return this.#stock.length === 0;
    return isPaced && startAtMs + this.#lastDueAtMs < clock.nowMs() + NEAR_MS;
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
  welcome(agent: AgentAccount): void {
    this.#stripes.add(agent);
    if (this.#hasEnded) agent.link.send({ kind: "supply_end" });
  }

  /** No more items are made or dealt. */
  stop(): void {
    this.#isStopped = true;
    void this.#options.items.return?.();
  }

  /**
   * So many more items are wanted. Without slots nothing but this limit keeps them from being made without end, so those
   * dealt count too.
   */
  #room(): number {
    const { hasSlots, isPaced, ahead, ledger } = this.#options;
    if (this.#hasEnded || this.#isStopped) return 0;
    return ahead - this.#stock.length - (hasSlots && !isPaced ? 0 : ledger.unsent());
  }

  #refillSize(): number {
    const { hasSlots, ahead } = this.#options;
    return hasSlots ? 1 : Math.max(1, Math.floor(ahead * REFILL_SHARE));
  }

  async #make(): Promise<void> {
    this.#isMaking = true;
    try {
      while (this.#room() > 0) {
        const next = await this.#options.items.next();
        if (this.#isStopped) return;
        if (next.done) this.#end();
        else this.#add(next.value);
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

  #add(item: WorkItem): void {
    this.#stock.push(item);
    this.#made++;
    this.#lastDueAtMs = item.dueAtMs ?? -Infinity;
  }

  #end(): void {
    this.#hasEnded = true;
    this.#tellAll({ kind: "supply_end" });
  }

  /** Lets what the agents say come in; not for each of many items that are wanted at once. */
  async #breathe(): Promise<void> {
    const { clock } = this.#options;
    this.#unbreathed++;
    const isWanted = this.#stock.length === 0 && !this.#hasEnded;
    if (isWanted ? !this.#isBatchFull() : this.#isCalm()) return;
    this.#send();
    await clock.yieldTurn();
    this.#unbreathed = 0;
    this.#breathedAtMs = clock.nowMs();
  }

  #isBatchFull(): boolean {
    const { hasSlots, isPaced, agents, clock, startAtMs } = this.#options;
    if (this.#gathered < BATCH_ITEMS || hasSlots || !isPaced) return this.#gathered >= BATCH_ITEMS;
    if (this.#gathered >= Math.min(BATCH_ITEMS * agents.length, MOST_BATCH_ITEMS)) return true;
    return startAtMs + this.#lastDueAtMs < clock.nowMs() + SOON_MS;
  }

  #isCalm(): boolean {
    return this.#unbreathed < CALM_ITEMS && this.#options.clock.nowMs() < this.#breathedAtMs + CALM_MS;
  }

  #dealStock(): void {
    let dealt = 0;
    for (const item of this.#stock) {
      const agent = this.#pick();
      if (agent === null) break;
      this.#options.ledger.deal(item, agent.index);
      agent.give(item);
      this.#given.add(agent);
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
    if (!hasSlots) return this.#stripes.pick();
    const freest = findFreest(agents);
    if (freest === null || freest.open() > 0) return freest;
    // An item that is not due yet must not wait behind a busy slot: by then another loop may have a free one.
    if (isPaced) return null;
    const living = agents.filter((agent) => agent.takesItems());
    return living.find((agent) => agent.hasRoom(living.length === 1)) ?? null;
  }

  #send(): void {
    for (const agent of this.#given) if (!agent.isOver) agent.send();
    this.#given.clear();
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
