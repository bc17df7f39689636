import { setImmediate } from "node:timers";
import type { Clock } from "../../src/core/clock.ts";

interface Timer {
  readonly atMs: number;
  readonly run: () => void;
}

/** Turns of the event loop that something beside the clock may take. */
const MAX_IDLE_TURNS = 2000;

/** A clock that a test moves: time passes only in `run`, from timer to timer. */
export class VirtualClock implements Clock {
  #nowMs = 0;
  #timers: Timer[] = [];

  nowMs(): number {
    return this.#nowMs;
  }

  /** Calls back when the clock gets there. */
  at(atMs: number, run: () => void): void {
    this.#add(atMs, run);
  }

  sleepUntil(atMs: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted || atMs <= this.#nowMs) return Promise.resolve();
    return new Promise((resolve) => {
      const stop = () => {
        this.#timers.splice(this.#timers.indexOf(timer), 1);
        resolve();
      };
      const timer = this.#add(atMs, () => {
        signal.removeEventListener("abort", stop);
        resolve();
      });
      signal.addEventListener("abort", stop, { once: true });
    });
  }

  yieldTurn(): Promise<void> {
    return Promise.resolve();
  }

  /** Time passes and nothing happens: the event loop stood still. */
  jump(byMs: number): void {
    this.#nowMs += byMs;
  }

  /**
   * Lets time pass until the work is done; throws when nothing is left that could end it. Work that waits for files, too,
   * which no clock counts, is given turns of the event loop.
   */
  async run<T>(work: Promise<T>): Promise<T> {
    let isDone = false;
    const mark = () => {
      isDone = true;
    };
    work.then(mark, mark);
    for (let idleTurns = 0;;) {
      await settle();
      if (isDone) return await work;
      idleTurns = this.#next() ? 0 : idleTurns + 1;
      if (idleTurns > MAX_IDLE_TURNS) throw new Error(`Nothing happens after ${this.#nowMs} ms`);
      if (idleTurns > 0) await new Promise((resolve) => setTimeout(resolve, 0));
    }
  }

  /** Keeps the timers in order of time, those of the same time in order of their making. */
  #add(atMs: number, run: () => void): Timer {
    const timer = { atMs, run };
    const later = this.#timers.findLastIndex((other) => other.atMs <= atMs);
    this.#timers.splice(later + 1, 0, timer);
    return timer;
  }

  /** `false`: there is no timer. */
  #next(): boolean {
    const [timer] = this.#timers;
    if (timer === undefined || timer.atMs === Infinity) return false;
    this.#timers.shift();
    this.#nowMs = Math.max(this.#nowMs, timer.atMs);
    timer.run();
    return true;
  }
}

/** Lets all promises that can resolve do so: a turn of the event loop comes when none is left. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
