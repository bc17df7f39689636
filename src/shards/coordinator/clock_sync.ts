import type { Clock } from "../../core/clock.ts";
import { CLOCK_SAMPLES, type ClockOffset, estimateClockOffset } from "../protocol/clock_offset.ts";
import type { ClockSample } from "../protocol/clock_offset.ts";
import type { ShardLink } from "../protocol/messages.ts";

/** Compares the clock of an agent with ours: some exchanges one after another, of which the quickest counts. */
export class ClockSync {
  readonly #link: ShardLink;
  readonly #clock: Clock;
  readonly #samples: ClockSample[] = [];
  readonly #done = Promise.withResolvers<ClockOffset>();

  constructor(link: ShardLink, clock: Clock) {
    this.#link = link;
    this.#clock = clock;
    // Whoever waits for several of them hears of the first failure alone.
    this.#done.promise.catch(() => {});
  }

  /** Resolves once the offset is known. */
  run(): Promise<ClockOffset> {
    this.#ask();
    return this.#done.promise;
  }

  /** An answer came. */
  receive({ askedAtMs, agentAtMs }: Omit<ClockSample, "answeredAtMs">): void {
    this.#samples.push({ askedAtMs, agentAtMs, answeredAtMs: this.#clock.nowMs() });
    if (this.#samples.length < CLOCK_SAMPLES) this.#ask();
    else this.#done.resolve(estimateClockOffset(this.#samples));
  }

  /** There will be no more answers. */
  fail(cause: Error): void {
    this.#done.reject(cause);
  }

  #ask(): void {
    this.#link.send({ kind: "clock_ask", askedAtMs: this.#clock.nowMs() });
  }
}
