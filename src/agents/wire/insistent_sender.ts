import type { Clock } from "../../core/clock.ts";
import { reasonOf } from "../../core/errors.ts";

/** One attempt to hand a message over; rejects where nobody said that it has it. */
export type Attempt = () => Promise<unknown>;

interface Refusal {
  /** Since when it is refused. */
  readonly sinceMs: number;
  readonly reason: string;
}

/** A refused or lost message is tried again after so long. */
const RETRY_MS = 200;

/** Hands messages over however often it takes: whoever gets them drops what comes twice. */
export class InsistentSender {
  readonly #clock: Clock;
  readonly #over = new AbortController();
  readonly #pending = new Set<Promise<void>>();
  readonly #failing = new Map<Attempt, Refusal>();
  /** Attempts that failed. */
  retries = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  send(attempt: Attempt): void {
    const task = this.#insist(attempt).finally(() => this.#pending.delete(task));
    this.#pending.add(task);
  }

  /** The message that has been refused longest; `null`: none is. */
  longestRefused(): { readonly forMs: number; readonly reason: string } | null {
    const [oldest] = [...this.#failing.values()].toSorted((a, b) => a.sinceMs - b.sinceMs);
    return oldest === undefined ? null : { forMs: this.#clock.nowMs() - oldest.sinceMs, reason: oldest.reason };
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
        this.#failing.delete(attempt);
        return;
      } catch (cause) {
        // No answer, no connection, a full stream: all of them pass, or the run ends for want of beats, or of this.
        this.retries++;
        const { sinceMs } = this.#failing.get(attempt) ?? { sinceMs: this.#clock.nowMs() };
        this.#failing.set(attempt, { sinceMs, reason: reasonOf(cause) });
        await this.#clock.sleepUntil(this.#clock.nowMs() + RETRY_MS, signal);
      }
    }
  }
}
