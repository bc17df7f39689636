import { createClock } from "../../core/clock.ts";
import type { Clock } from "../../core/clock.ts";
import type { KernelLoop } from "./kernel_loop.ts";

/** A clock whose sleepers are woken by the timers of the platform until a loop takes them over. */
export interface DrivenClock extends Clock {
  /** From now on the loop wakes who sleeps. `offsetMs` is how far the loop's time is ahead of this clock. */
  driveBy(loop: KernelLoop, offsetMs: number): void;
}

interface Waiting {
  readonly atMs: number;
  readonly wake: () => void;
  readonly stopTimer: AbortController;
}

/** Creates a clock that counts from the start of this thread. */
export function createDrivenClock(): DrivenClock {
  const platform = createClock();
  const waiting = new Set<Waiting>();
  let driver: { readonly loop: KernelLoop; readonly offsetMs: number } | null = null;

  const nowMs = (): number => driver === null ? platform.nowMs() : driver.loop.time.nowMs() - driver.offsetMs;
  const sleepOnTimer = (atMs: number, wake: () => void): () => void => {
    const entry: Waiting = { atMs, wake, stopTimer: new AbortController() };
    waiting.add(entry);
    void platform.sleepUntil(atMs, entry.stopTimer.signal).then(() => {
      if (waiting.delete(entry)) wake();
    });
    return () => {
      waiting.delete(entry);
      entry.stopTimer.abort();
    };
  };
  const sleepOnLoop = (atMs: number, wake: () => void): () => void => {
    if (driver === null || atMs === Infinity) return () => {};
    // One who was woken by its signal stays until its time and then wakes for nothing.
    driver.loop.sleepers.add({ atMs: atMs + driver.offsetMs, wake });
    return () => {};
  };
  return {
    nowMs,
    sleepUntil: (atMs, signal) =>
      new Promise((resolve) => {
        if (signal.aborted || atMs <= nowMs()) return resolve();
        const finish = (): void => {
          signal.removeEventListener("abort", onAbort);
          resolve();
        };
        const stop = (driver === null ? sleepOnTimer : sleepOnLoop)(atMs, finish);
        const onAbort = (): void => {
          stop();
          resolve();
        };
        signal.addEventListener("abort", onAbort, { once: true });
      }),
    yieldTurn() {
      if (driver !== null) driver.loop.hasSettled = true;
      return platform.yieldTurn();
    },
    driveBy(loop, offsetMs) {
      driver = { loop, offsetMs };
      for (const { atMs, wake, stopTimer } of waiting) {
        stopTimer.abort();
        if (atMs !== Infinity) loop.sleepers.add({ atMs: atMs + offsetMs, wake });
      }
      waiting.clear();
    },
  };
}
