import { joinSignals } from "../../core/joined_signal.ts";
import type { Clock } from "../../core/clock.ts";
import type { WorkItem } from "../../core/work_item.ts";

interface MakingOptions {
  /** Items to make. */
  readonly count: number;
  readonly clock: Clock;
  /** Aborted when no item is wanted any more. */
  readonly signal: AbortSignal;
  /** Called for each item; what it throws is the failure of making it. */
  readonly onItem?: (item: WorkItem) => void;
}

/** A load begins after this time with what there is: slow making must show while it runs. */
const MOST_MS = 1000;

/**
 * Makes the first items of a stream, then gives all of them in order. Where making one fails it is said in its turn, when
 * those before it have been given.
 */
export async function makeAhead(
  items: AsyncIterator<WorkItem>,
  { count, clock, signal, onItem }: MakingOptions,
): Promise<AsyncIterator<WorkItem>> {
  const rest = new NotedItems(items, onItem ?? (() => {}));
  const untilMs = clock.nowMs() + MOST_MS;
  const over = new AbortController();
  using waking = joinSignals([signal, over.signal]);
  const enough = clock.sleepUntil(untilMs, waking.signal).then(() => null);
  try {
    while (rest.madeCount() < count && clock.nowMs() < untilMs && !signal.aborted) {
      if (await Promise.race([rest.makeOne(), enough]) !== true) break;
    }
    return rest;
  } finally {
    over.abort();
  }
}

type Made = IteratorResult<WorkItem>;

/** Items of which some are made already. No generator: each layer of them would cost an item as much as to deal it. */
class NotedItems implements AsyncIterator<WorkItem> {
  readonly #items: AsyncIterator<WorkItem>;
  readonly #onItem: (item: WorkItem) => void;
  readonly #made: WorkItem[] = [];
  #given = 0;
  /** What comes behind those that are made: the end, a failure, or an item that was too slow to wait for. */
  #next: Promise<Made> | null = null;

  constructor(items: AsyncIterator<WorkItem>, onItem: (item: WorkItem) => void) {
    this.#items = items;
    this.#onItem = onItem;
  }

  madeCount(): number {
    return this.#made.length;
  }

  /** Makes the next one. `false`: there is none, or it cannot be made. */
  async makeOne(): Promise<boolean> {
    const own = this.#next = this.#take();
    try {
      const { done, value } = await own;
      if (done) return false;
      // Else whoever wants it waited for it, and has it.
      if (this.#next !== own) return true;
      this.#made.push(value);
      this.#next = null;
      return true;
    } catch {
      // It is said in its turn.
      return false;
    }
  }

  next(): Promise<Made> {
    const first = this.#made[this.#given];
    if (first !== undefined) {
      this.#given++;
      return Promise.resolve({ done: false, value: first });
    }
    this.#made.length = 0;
    this.#given = 0;
    const next = this.#next ?? this.#take();
    this.#next = null;
    return next;
  }

  async return(): Promise<Made> {
    await this.#items.return?.();
    return { done: true, value: undefined };
  }

  async #take(): Promise<Made> {
    const next = await this.#items.next();
    if (!next.done) this.#onItem(next.value);
    return next;
  }
}
