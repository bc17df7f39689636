import { joinSignals } from "../../core/joined_signal.ts";
import type { Clock } from "../../core/clock.ts";

/** Until when an agent may start requests, and until when it may carry them. */
export interface LeaseTimes {
  readonly startUntilMs: number;
  readonly runUntilMs: number;
}

/**
 * The right of an agent to carry load, renewed from time to time: without renewal, be it that nobody can be reached or
 * that this process was frozen, it starts nothing more, then cuts off what runs. By then nobody has counted it out yet,
 * so nothing is ever sent that was given to others. An agent of this process has a lease without end.
 */
export class Lease {
  readonly #clock: Clock;
  readonly #cutOff: () => void;
  readonly #over = new AbortController();
  #until: LeaseTimes = { startUntilMs: Infinity, runUntilMs: Infinity };
  #renewed = new AbortController();
  #isWatched = false;

  constructor(clock: Clock, cutOff: () => void) {
    this.#clock = clock;
    this.#cutOff = cutOff;
  }

  /** Nothing may start now. */
  isOver(): boolean {
    return this.#until.startUntilMs !== Infinity && this.#clock.nowMs() >= this.#until.startUntilMs;
  }

  renew(until: LeaseTimes): void {
    this.#until = until;
    this.#renewed.abort();
    this.#renewed = new AbortController();
    if (!this.#isWatched) void this.#watch();
  }

  /** Waits until something may start again, or the signal is aborted. */
  async untilRenewed(signal: AbortSignal): Promise<void> {
    while (this.isOver() && !signal.aborted && !this.#over.signal.aborted) {
      using waking = joinSignals([signal, this.#over.signal, this.#renewed.signal]);
      await this.#clock.sleepUntil(Infinity, waking.signal);
    }
  }

  /** Nobody waits for it any more. */
  end(): void {
    this.#over.abort();
  }

  async #watch(): Promise<void> {
    this.#isWatched = true;
    const { signal } = this.#over;
    while (!signal.aborted) {
      await this.#clock.sleepUntil(this.#until.runUntilMs, signal);
      if (signal.aborted || this.#clock.nowMs() < this.#until.runUntilMs) continue;
      this.#cutOff();
      using waking = joinSignals([signal, this.#renewed.signal]);
      await this.#clock.sleepUntil(Infinity, waking.signal);
    }
  }
}
