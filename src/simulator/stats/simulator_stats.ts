import type { Histogram } from "hdr-histogram-js";
import { build } from "hdr-histogram-js";

/** Times in ms, as measured: resolution 1 µs or 0.1 %, whichever is more; `null` where nothing was measured. */
export interface TimeStats {
  readonly count: number;
  readonly mean: number | null;
  readonly p50: number | null;
  readonly p99: number | null;
  readonly max: number | null;
}

/** What the simulator did and how exactly it kept its times. */
export interface SimulatorStats {
  readonly uptimeMs: number;
  readonly connections: number;
  /** Requests read whole, of all endpoints. */
  readonly requests: number;
  /** Replies sent to their planned end, faults with an HTTP status or an error in the stream included. */
  readonly replies: number;
  /** Replies that the client broke off. */
  readonly aborted: number;
  /** Events with tokens, of all choices. */
  readonly events: number;
  readonly promptTokens: number;
  readonly generationTokens: number;
  readonly running: number;
  readonly waiting: number;
  readonly peakRunning: number;
  /** How many of each fault were given. */
  readonly faults: Readonly<Record<string, number>>;
  /** From due to handed to the kernel, for each event and each whole reply: the simulator's own distortion. */
  readonly latenessMs: TimeStats;
  /** From the request read whole to the first token written, waiting for a slot included: the truth for TTFT. */
  readonly ttftMs: TimeStats;
  /** Between the writes of events that follow each other in a stream: the truth for ITL. */
  readonly itlMs: TimeStats;
  /** From the request read whole to the last byte of the reply written. */
  readonly replyMs: TimeStats;
}

const US_PER_MS = 1000;

/** Times in a histogram of fixed size. */
export class TimeTally {
  // Up to an hour; longer times are booked as an hour.
  readonly #histogram: Histogram = build({
    bitBucketSize: 32,
    autoResize: false,
    highestTrackableValue: 3_600_000_000,
    numberOfSignificantValueDigits: 3,
  });
  #sumMs = 0;
  #maxMs = 0;

  add(timeMs: number): void {
    this.#histogram.recordValue(Math.min(3_600_000_000, Math.max(0, Math.round(timeMs * US_PER_MS))));
    this.#sumMs += timeMs;
    if (timeMs > this.#maxMs) this.#maxMs = timeMs;
  }

  toStats(): TimeStats {
    const count = this.#histogram.totalCount;
    if (count === 0) return { count, mean: null, p50: null, p99: null, max: null };
    // A bucket's upper end may lie above the greatest value in it.
    const at = (percentile: number) =>
      Math.min(this.#maxMs, this.#histogram.getValueAtPercentile(percentile) / US_PER_MS);
    return { count, mean: this.#sumMs / count, p50: at(50), p99: at(99), max: this.#maxMs };
  }
}

/** Counts what the simulator does; its size does not grow. */
export class Tally {
  connections = 0;
  requests = 0;
  replies = 0;
  aborted = 0;
  events = 0;
  promptTokens = 0;
  generationTokens = 0;
  readonly faults: Record<string, number> = {};
  readonly lateness: TimeTally = new TimeTally();
  readonly ttft: TimeTally = new TimeTally();
  readonly itl: TimeTally = new TimeTally();
  readonly reply: TimeTally = new TimeTally();

  countFault(name: string): void {
    this.faults[name] = (this.faults[name] ?? 0) + 1;
  }
}
