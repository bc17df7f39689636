/**
 * The engine: when an item starts, how many at once, until when. One loop serves closed loop, open loop, paced closed
 * loop, replay, warm-up and conversations. This folder must not know HTTP, prompts, configuration or output.
 */
import type { Clock } from "../core/clock.ts";
import type { ItemStart } from "../core/work_item.ts";
import type { Slots } from "./slots.ts";

/** One phase of a load. The four independent parts: when, how many at once, until when, what. */
export interface PhaseWork<Item extends { readonly dueAtMs: number | null }> {
  /** The next item; `null` at the end or when the signal is aborted. */
  take(signal: AbortSignal): Promise<Item | null>;
  readonly slots: Slots;
  /** What the items' due times count from. */
  readonly startAtMs: number;
  /** Aborted when no new item may start. */
  readonly admitting: AbortSignal;
  /** No new item starts from this time on, also when a slot frees just then; `Infinity`: none. */
  readonly admitUntilMs: number;
  /** Carries one item to its end; must not reject. */
  carry(item: Item, start: ItemStart): Promise<void>;
}

/**
 * Starts each item when it is due and a slot is free, and waits until all have ended. A late item starts at once.
 * Returns how many were started.
 */
export async function dispatch<Item extends { readonly dueAtMs: number | null }>(
  work: PhaseWork<Item>,
  clock: Clock,
): Promise<number> {
  const ending = new AbortController();
  const admitting = AbortSignal.any([work.admitting, ending.signal]);
  void clock.sleepUntil(work.admitUntilMs, admitting).then(() => ending.abort());
  const started = await startAll({ ...work, admitting }, clock);
  ending.abort();
  await Promise.all(started.inFlight);
  return started.count;
}

/**
 * Requests started in one go only leave when the event loop turns: what is started after them delays them, and would be
 * booked as the service's time. So few start in each turn, and what waits for its turn is the client's own lag.
 */
const STARTS_PER_TURN = 1;

async function startAll<Item extends { readonly dueAtMs: number | null }>(
  work: PhaseWork<Item>,
  clock: Clock,
): Promise<{ readonly count: number; readonly inFlight: Iterable<Promise<void>> }> {
  const { admitting, admitUntilMs, slots } = work;
  const inFlight = new Set<Promise<void>>();
  let count = 0;
  let inTurn = 0;
  for (;;) {
    if (inTurn === STARTS_PER_TURN) {
      await clock.yieldTurn();
      inTurn = 0;
    }
    const item = await work.take(admitting);
    if (item === null) break;
    const dueAtMs = item.dueAtMs === null ? null : work.startAtMs + item.dueAtMs;
    if (dueAtMs !== null && clock.nowMs() < dueAtMs) await clock.sleepUntil(dueAtMs, admitting);
    if (await slots.acquire(admitting) === "stopped" || clock.nowMs() >= admitUntilMs) break;
    count++;
    inTurn++;
    const task = work.carry(item, { dueAtMs, slotAtMs: clock.nowMs() }).finally(() => {
      inFlight.delete(task);
      slots.release();
    });
    inFlight.add(task);
  }
  return { count, inFlight };
}
