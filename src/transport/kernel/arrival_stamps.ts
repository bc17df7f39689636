import { DelayCounts } from "../../core/delay_counts.ts";
import type { KernelTime } from "./kernel_time.ts";

/** A moment of the wall clock; 0 seconds: there is none. */
export interface ArrivalStamp {
  seconds: number;
  nanoseconds: number;
}

/** The two clocks are not read at the same moment. */
const CLOCK_NOISE_MS = 0.05;

/** One in so many reads is looked at by a clock of its own: asking it for each would cost as much as the read. */
const DELAY_EVERY = 8;

/** Puts the system's stamps of arrival on the clock of the run, and refuses those that cannot be. */
export class ArrivalStamps {
  /** The last stamp could not be: before the read before it, or in the future. */
  isRefused = false;
  /** Reads without a stamp: their time is that of the reading. */
  unstamped = 0;
  /** Reads with a stamp that cannot be. */
  refused = 0;
  /** From the arrival of bytes to their reading: how late this loop is, by its own clock and the system's. */
  readonly delays: DelayCounts = new DelayCounts();
  #placed = 0;
  readonly #time: KernelTime;

  constructor(time: KernelTime) {
    this.#time = time;
  }

  /** When the bytes of a read arrived. They were read in the batch of `batchAtMs` and came after `sinceMs`. */
  place({ seconds, nanoseconds }: ArrivalStamp, sinceMs: number, batchAtMs: number): number {
    this.isRefused = false;
    if (seconds === 0) {
      this.unstamped++;
      return this.#time.nowMs();
    }
    const atMs = this.#time.fromStamp(seconds, nanoseconds);
    // Bytes may have come after the batch began.
    const isFuture = atMs > batchAtMs && atMs > this.#time.nowMs() + CLOCK_NOISE_MS;
    this.isRefused = isFuture || atMs < sinceMs - CLOCK_NOISE_MS;
    if (this.isRefused) {
      this.refused++;
      return batchAtMs;
    }
    this.#noteDelay(atMs, batchAtMs);
    return atMs;
  }

  /** The whole batch waited until it was fetched, and the later ones in it until those before were handed on. */
  #noteDelay(atMs: number, batchAtMs: number): void {
    if (this.#placed++ % DELAY_EVERY === 0) this.delays.add(Math.max(0, this.#time.nowMs() - atMs));
    else this.delays.noteLongest(batchAtMs - atMs);
  }
}
