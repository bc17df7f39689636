import { countLogBuckets, fromLogBucket, type LogScale, toLogBucket } from "./log_buckets.ts";

/** A value read from it is within 3.2 % of one that was counted, from half a microsecond to two minutes. */
const SCALE: LogScale = { bits: 4, minExponent: -11 };
const BUCKET_COUNT = countLogBuckets(SCALE, 17);

/** Delays by size, and the longest: plain data that is small however many there were. */
export interface DelayReport {
  readonly counts: Uint32Array<ArrayBuffer>;
  readonly maxMs: number;
}

/** Counts delays by their size, in memory that does not grow and at a few nanoseconds each. */
export class DelayCounts {
  #counts: Uint32Array<ArrayBuffer> = new Uint32Array(BUCKET_COUNT);
  #maxMs: number | null = null;

  add(delayMs: number): void {
    const index = Math.min(toLogBucket(delayMs, SCALE), BUCKET_COUNT - 1);
    this.#counts[index] = (this.#counts[index] ?? 0) + 1;
    this.noteLongest(delayMs);
  }

  /** A delay that is not counted may be the longest all the same. */
  noteLongest(delayMs: number): void {
    if (this.#maxMs === null || delayMs > this.#maxMs) this.#maxMs = delayMs;
  }

  merge({ counts, maxMs }: DelayReport): void {
    for (let i = 0; i < BUCKET_COUNT; i++) this.#counts[i] = (this.#counts[i] ?? 0) + (counts[i] ?? 0);
    this.noteLongest(maxMs);
  }

  /** Returns what it holds; `null`: nothing. */
  read(): DelayReport | null {
    return this.#maxMs === null ? null : { counts: this.#counts, maxMs: this.#maxMs };
  }

  /** Hands over what it holds and begins anew. */
  take(): DelayReport | null {
    const report = this.read();
    if (report !== null) this.#counts = new Uint32Array(BUCKET_COUNT);
    this.#maxMs = null;
    return report;
  }
}

/** Returns a percentile (0 to 100) of delays; `null` without any. */
export function delayPercentile({ counts, maxMs }: DelayReport, percent: number): number | null {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return null;
  const rank = Math.floor((total - 1) * percent / 100);
  let passed = 0;
  const index = counts.findIndex((count) => (passed += count) > rank);
  return Math.min(fromLogBucket(index, SCALE), maxMs);
}
