import type { Clock } from "../../core/clock.ts";

/** One attempt to hand a message over; rejects where nobody said that it has it. */
export type Attempt = () => Promise<unknown>;

/** A refused or lost message is tried again after so long. */
const RETRY_MS = 200;

/** Hands messages over however often it takes: whoever gets them drops what comes twice. */
export class InsistentSender {
  readonly #clock: Clock;
  readonly #over = new AbortController();
  readonly #pending = new Set<Promise<void>>();
  /** Attempts that failed. */
  retries = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  send(attempt: Attempt): void {
    const task = this.#insist(attempt).finally(() => this.#pending.delete(task));
    this.#pending.add(task);
  }

  /** Messages that nobody has yet. */
  pending(): number {
    return this.#pending.size;
  }

  /** Waits until all is handed over, or given up. */
  async drain(): Promise<void> {
    while (this.#pending.size > 0) await Promise.all(this.#pending);
  }

  /** Gives up what is not handed over. */
  stop(): void {
    this.#over.abort();
  }

  async #insist(attempt: Attempt): Promise<void> {
    const { signal } = this.#over;
    while (!signal.aborted) {
      try {
        await attempt();
        return;
      } catch {
        // No answer, no connection, a full stream: all of them pass, or the run ends for want of beats.
        this.retries++;
        await this.#clock.sleepUntil(this.#clock.nowMs() + RETRY_MS, signal);
      }
    }
  }
}
