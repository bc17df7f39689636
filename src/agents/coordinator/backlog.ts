import type { Clock } from "../../core/clock.ts";

/** What of records waits in the bus. */
export interface Waiting {
  readonly messages: number;
  readonly bytes: number;
}

/** No records are on their way. */
export const NOTHING_WAITS: Waiting = { messages: 0, bytes: 0 };

interface BacklogOptions {
  readonly clock: Clock;
  readonly read: () => Promise<Waiting>;
  readonly log: (line: string) => void;
}

const LOOK_EVERY_MS = 1000;
/** A batch has 32 records at most; fewer are those on their way. */
const SHOWN_FROM_MESSAGES = 64;
const SHOW_EVERY_MS = 5000;

/** Watches how much waits in the bus because it is not worked through yet. */
export class Backlog {
  readonly #options: BacklogOptions;
  #peak = NOTHING_WAITS;
  #shownAtMs = -Infinity;

  constructor(options: BacklogOptions) {
    this.#options = options;
  }

  /** The most that waited since it was asked for last. */
  takePeak(): Waiting {
    const peak = this.#peak;
    this.#peak = NOTHING_WAITS;
    return peak;
  }

  async watch(signal: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    while (!signal.aborted) {
      await clock.sleepUntil(clock.nowMs() + LOOK_EVERY_MS, signal);
      if (!signal.aborted) await this.#look();
    }
  }

  async #look(): Promise<void> {
    const { read, clock, log } = this.#options;
    let now: Waiting;
    try {
      now = await read();
    } catch {
      // The bus is gone for a moment, which is told elsewhere.
      return;
    }
    this.#peak = {
      messages: Math.max(this.#peak.messages, now.messages),
      bytes: Math.max(this.#peak.bytes, now.bytes),
    };
    if (now.messages < SHOWN_FROM_MESSAGES || clock.nowMs() < this.#shownAtMs + SHOW_EVERY_MS) return;
    this.#shownAtMs = clock.nowMs();
    log(`${now.messages} batches of records (${(now.bytes / 1e6).toFixed(1)} MB) wait in the bus to be worked through`);
  }
}
