import { createClock } from "../../core/clock.ts";
import type { Clock } from "../../core/clock.ts";
import type { KernelLoop } from "./kernel_loop.ts";

interface Waiting {
  readonly atMs: number;
  readonly wake: () => void;
  readonly timing: AbortController;
}

interface Driver {
  readonly loop: KernelLoop;
  readonly offsetMs: number;
}

const NEVER = new AbortController().signal;

/** A clock that counts from the start of this thread. Timers of the platform wake who sleeps, until a loop takes over. */
export class DrivenClock implements Clock {
  readonly #platform = createClock();
  readonly #waiting = new Set<Waiting>();
  #driver: Driver | null = null;

  nowMs(): number {
    return this.#driver === null ? this.#platform.nowMs() : this.#driver.loop.time.nowMs() - this.#driver.offsetMs;
  }

  sleepUntil(atMs: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal.aborted || atMs <= this.nowMs()) return resolve();
      const wake = (): void => {
        signal.removeEventListener("abort", onAbort);
        resolve();
      };
      const stop = this.#sleep(atMs, wake);
      const onAbort = (): void => {
        stop();
        resolve();
      };
      signal.addEventListener("abort", onAbort, { once: true });
    });
  }

  wakeAt(atMs: number, wake: () => void): void {
    if (this.#driver === null) void this.#platform.sleepUntil(atMs, NEVER).then(wake);
    else this.#driver.loop.sleepers.add({ atMs: atMs + this.#driver.offsetMs, isQuiet: true, wake });
  }

  yieldTurn(): Promise<void> {
    if (this.#driver !== null) this.#driver.loop.hasSettled = true;
    return this.#platform.yieldTurn();
  }

  /** From now on the loop wakes who sleeps. `offsetMs` is how far the loop's time is ahead of this clock. */
  driveBy(loop: KernelLoop, offsetMs: number): void {
    this.#driver = { loop, offsetMs };
    for (const { atMs, wake, timing } of this.#waiting) {
      timing.abort();
      this.#sleep(atMs, wake);
    }
    this.#waiting.clear();
  }

  /** Returns how to take it back. */
  #sleep(atMs: number, wake: () => void): () => void {
    if (this.#driver === null) return this.#sleepOnTimer(atMs, wake);
    const { loop, offsetMs } = this.#driver;
    // One who is woken by a signal stays until its time, and then wakes for nothing.
    if (atMs !== Infinity) loop.sleepers.add({ atMs: atMs + offsetMs, wake });
    return () => {};
  }

  #sleepOnTimer(atMs: number, wake: () => void): () => void {
    const entry: Waiting = { atMs, wake, timing: new AbortController() };
    this.#waiting.add(entry);
    void this.#platform.sleepUntil(atMs, entry.timing.signal).then(() => {
      if (this.#waiting.delete(entry)) wake();
    });
    return () => {
      this.#waiting.delete(entry);
      entry.timing.abort();
    };
  }
}
