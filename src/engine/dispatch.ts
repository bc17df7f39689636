/**
 * The engine: when an item starts, how many at once, until when. One loop serves closed loop, open loop, paced closed
 * loop, replay, warm-up and conversations. This folder must not know HTTP, prompts, configuration or output, and it
 * waits by the clock it is given alone.
 */
import { joinSignals } from "../core/joined_signal.ts";
import type { Clock } from "../core/clock.ts";
import type { EngineSettings } from "../core/engine_settings.ts";
import type { ItemStart } from "../core/work_item.ts";
import type { Slots } from "./slots.ts";

/** One phase of a load. The four independent parts: when, how many at once, until when, what. */
export interface PhaseWork<Item extends { readonly dueAtMs: number | null }> {
  /** The next item, as soon as it is due; `null` at the end or when the signal is aborted. */
  take(signal: AbortSignal): Promise<Item | null>;
  readonly slots: Slots;
  readonly settings: EngineSettings;
  /** What the items' due times count from. */
  readonly startAtMs: number;
  /** Aborted when no new item may start. */
  readonly admitting: AbortSignal;
  /** No new item starts from this time on, also when a slot frees just then; `Infinity`: none. */
  readonly admitUntilMs: number;
  /** Carries one item to its end; resolves with the time from which its slot is free. Must not reject. */
  carry(item: Item, start: ItemStart): Promise<number>;
}

/**
 * Starts each item when a slot is free and it is due, and waits until all have ended. A late item starts at once.
 * Returns how many were started.
 */
export async function dispatch<Item extends { readonly dueAtMs: number | null }>(
  work: PhaseWork<Item>,
  clock: Clock,
): Promise<number> {
  const ending = new AbortController();
  using joined = joinSignals([work.admitting, ending.signal]);
  const admitting = joined.signal;
  void clock.sleepUntil(work.admitUntilMs, admitting).then(() => ending.abort());
  const started = await startAll({ ...work, admitting }, clock);
  ending.abort();
  await Promise.all(started.inFlight);
  return started.count;
}

async function startAll<Item extends { readonly dueAtMs: number | null }>(
  work: PhaseWork<Item>,
  clock: Clock,
): Promise<{ readonly count: number; readonly inFlight: Iterable<Promise<void>> }> {
  const { admitting, admitUntilMs, slots, settings: { startBurst } } = work;
  const inFlight = new Set<Promise<void>>();
  let count = 0;
  let inTurn = 0;
  for (;;) {
    // Over some transports requests started in one go only leave when the event loop turns: what is started after them
    // delays them, and would be booked as the service's time. What waits for its turn is the client's own lag.
    if (inTurn === startBurst) {
      await clock.yieldTurn();
      inTurn = 0;
    }
    // The slot comes first: an item that waits for one here could have started in another loop.
    const freeAtMs = await slots.acquire(admitting);
    if (freeAtMs === null) break;
    const item = await work.take(admitting);
    if (item === null || clock.nowMs() >= admitUntilMs) break;
    count++;
    inTurn++;
    const task = work.carry(item, toStart(item, freeAtMs, work.startAtMs)).then((endAtMs) => {
      inFlight.delete(task);
      slots.release(endAtMs);
    });
    inFlight.add(task);
  }
  return { count, inFlight };
}

/** A request could be sent from the moment at which it had a slot and was due, whenever somebody looked. */
function toStart(item: { readonly dueAtMs: number | null }, freeAtMs: number, startAtMs: number): ItemStart {
  const dueAtMs = item.dueAtMs === null ? null : startAtMs + item.dueAtMs;
  return { dueAtMs, slotAtMs: Math.max(freeAtMs, dueAtMs ?? -Infinity) };
}
