import type { Clock } from "../../../src/core/clock.ts";

interface Sleeper {
  readonly atMs: number;
  readonly wake: () => void;
}

/** A clock that a test moves by hand: real requests take no time of it. */
export class HandClock implements Clock {
  #nowMs = 0;
  #sleepers: Sleeper[] = [];

  nowMs(): number {
    return this.#nowMs;
  }

  sleepUntil(atMs: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted || atMs <= this.#nowMs) return Promise.resolve();
    return new Promise((wake) => {
      const sleeper = { atMs, wake };
      this.#sleepers.push(sleeper);
      // Who sleeps no more must not be taken for one that waits for its time.
      signal.addEventListener("abort", () => {
        this.#sleepers = this.#sleepers.filter((other) => other !== sleeper);
        wake();
      }, { once: true });
    });
  }

  yieldTurn(): Promise<void> {
    return Promise.resolve();
  }

  /** Moves on once somebody sleeps until then, and wakes who is due. */
  async pass(ms: number): Promise<void> {
    const untilMs = this.#nowMs + ms;
    await waitFor(() => this.#hasDue(untilMs));
    this.#move(untilMs);
  }

  /** Moves on in such steps until the work is done: of many that wait some may begin to only when others have waited. */
  async passUntil(work: Promise<unknown>, ms: number): Promise<void> {
    let isDone = false;
    const mark = () => {
      isDone = true;
    };
    work.then(mark, mark);
    for (;;) {
      await waitFor(() => isDone || this.#hasDue(this.#nowMs + ms));
      if (isDone) return;
      this.#move(this.#nowMs + ms);
    }
  }

  #hasDue(untilMs: number): boolean {
    return this.#sleepers.some(({ atMs }) => atMs <= untilMs);
  }

  #move(untilMs: number): void {
    this.#nowMs = untilMs;
    const due = this.#sleepers.filter(({ atMs }) => atMs <= untilMs);
    this.#sleepers = this.#sleepers.filter(({ atMs }) => atMs > untilMs);
    for (const { wake } of due) wake();
  }
}

const MAX_TURNS = 5_000;

/** Waits until something has happened beside the clock. */
export async function waitFor(isSo: () => boolean): Promise<void> {
  for (let turn = 0; turn < MAX_TURNS; turn++) {
    if (isSo()) return;
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  throw new Error("What was waited for did not happen");
}
