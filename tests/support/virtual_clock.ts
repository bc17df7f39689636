import type { Clock } from "../../src/core/clock.ts";

interface Timer {
  readonly atMs: number;
  readonly order: number;
  readonly run: () => void;
}

/** A clock that a test moves: time passes only in `run`, from timer to timer. */
export class VirtualClock implements Clock {
  #nowMs = 0;
  #order = 0;
  #timers: Timer[] = [];

  nowMs(): number {
    return this.#nowMs;
  }

  /** Calls back when the clock gets there. */
  at(atMs: number, run: () => void): void {
    this.#timers.push({ atMs, order: this.#order++, run });
  }

  sleepUntil(atMs: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted || atMs <= this.#nowMs) return Promise.resolve();
    return new Promise((resolve) => {
      this.at(atMs, resolve);
      signal.addEventListener("abort", () => resolve(), { once: true });
    });
  }

  yieldTurn(): Promise<void> {
    return Promise.resolve();
  }

  /** Lets time pass until the work is done; throws when nothing is left that could end it. */
  async run<T>(work: Promise<T>): Promise<T> {
    let isDone = false;
    const mark = () => {
      isDone = true;
    };
    work.then(mark, mark);
    for (;;) {
      await settle();
      if (isDone) return await work;
      this.#next();
    }
  }

  #next(): void {
    this.#timers.sort((a, b) => a.atMs - b.atMs || a.order - b.order);
    const timer = this.#timers.shift();
    if (timer === undefined) throw new Error(`Nothing happens after ${this.#nowMs} ms`);
    this.#nowMs = Math.max(this.#nowMs, timer.atMs);
    timer.run();
  }
}

/** Lets all promises that can resolve do so. */
async function settle(): Promise<void> {
  for (let i = 0; i < 20; i++) await Promise.resolve();
  await new Promise((resolve) => setTimeout(resolve, 0));
}
