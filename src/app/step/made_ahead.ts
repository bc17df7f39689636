import { joinSignals } from "../../core/joined_signal.ts";
import type { Clock } from "../../core/clock.ts";
import type { WorkItem } from "../../core/work_item.ts";

interface MakingOptions {
  /** Items to make. */
  readonly count: number;
  readonly clock: Clock;
  /** Aborted when no item is wanted any more. */
  readonly signal: AbortSignal;
}

/** A load begins after this time with what there is: slow making must show while it runs. */
const MOST_MS = 1000;

/**
 * Makes the first items of a stream, then gives all of them in order. Where making one fails it is said in its turn, when
 * those before it have been given.
 */
export async function makeAhead(
  items: AsyncGenerator<WorkItem>,
  { count, clock, signal }: MakingOptions,
): Promise<AsyncGenerator<WorkItem>> {
  const made: WorkItem[] = [];
  const untilMs = clock.nowMs() + MOST_MS;
  const over = new AbortController();
  using waking = joinSignals([signal, over.signal]);
  const enough = clock.sleepUntil(untilMs, waking.signal).then(() => null);
  try {
    while (made.length < count && clock.nowMs() < untilMs && !signal.aborted) {
      const making = items.next();
      const next = await Promise.race([making, enough]);
      if (next === null) return giveAll(made, items, making);
      if (next.done) break;
      made.push(next.value);
    }
    return giveAll(made, items);
  } catch (cause) {
    return giveAll(made, failing(cause));
  } finally {
    over.abort();
  }
}

/** `making`: the item behind those that were made, which took too long to wait for. */
async function* giveAll(
  made: WorkItem[],
  rest: AsyncGenerator<WorkItem>,
  making: Promise<IteratorResult<WorkItem>> | null = null,
): AsyncGenerator<WorkItem> {
  try {
    for (let first = made.shift(); first !== undefined; first = made.shift()) yield first;
    const late = await making;
    if (late !== null && !late.done) yield late.value;
    yield* rest;
  } finally {
    await rest.return(undefined);
  }
}

// deno-lint-ignore require-yield -- it gives nothing but its failure
async function* failing(cause: unknown): AsyncGenerator<WorkItem> {
  throw await Promise.resolve(cause);
}
