import type { Clock } from "../core/clock.ts";

/** A timer that is heard later than this was kept waiting by an event loop that was busy. */
const LATE_MS = 2;
/** What had come reaches us by the system's word, the platform's tasks and promises: each sleep lets those go on. */
const SLEEPS = 10;
const SLEEP_MS = 1;

/**
 * Lets what has come be read before a limit is held against it: where the event loop was busy, the timer of the limit is
 * heard before bytes that were there in time. Ends at once when the signal is aborted.
 */
export async function letReadsCome(dueAtMs: number, clock: Clock, signal: AbortSignal): Promise<void> {
  if (clock.nowMs() - dueAtMs < LATE_MS) return;
  for (let sleep = 0; sleep < SLEEPS; sleep++) await clock.sleepUntil(clock.nowMs() + SLEEP_MS, signal);
}
