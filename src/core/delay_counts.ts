/** Buckets for each doubling of a delay: a value read from them is within 5 % of one that was counted. */
const PER_OCTAVE = 8;
/** From a microsecond to two minutes; what is beyond counts as that. */
const OCTAVES = 27;
const BUCKETS = PER_OCTAVE * OCTAVES + 1;

/** Delays by size, and the longest: plain data that is small however many there were. */
export interface DelayReport {
  readonly counts: Uint32Array<ArrayBuffer>;
  readonly maxMs: number;
}

/** Counts delays by their size, in memory that does not grow and at the price of a logarithm each. */
export class DelayCounts {
  #counts: Uint32Array<ArrayBuffer> = new Uint32Array(BUCKETS);
  #maxMs: number | null = null;

  add(delayMs: number): void {
    const index = toBucket(delayMs);
    this.#counts[index] = (this.#counts[index] ?? 0) + 1;
    this.noteLongest(delayMs);
  }

  /** A delay that is not counted may be the longest all the same. */
  noteLongest(delayMs: number): void {
    if (this.#maxMs === null || delayMs > this.#maxMs) this.#maxMs = delayMs;
  }

  merge({ counts, maxMs }: DelayReport): void {
    for (let i = 0; i < BUCKETS; i++) this.#counts[i] = (this.#counts[i] ?? 0) + (counts[i] ?? 0);
    this.noteLongest(maxMs);
  }

  /** Returns what it holds; `null`: nothing. */
  read(): DelayReport | null {
    return this.#maxMs === null ? null : { counts: this.#counts, maxMs: this.#maxMs };
  }

  /** Hands over what it holds and begins anew. */
  take(): DelayReport | null {
    const report = this.read();
    if (report !== null) this.#counts = new Uint32Array(BUCKETS);
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
  return Math.min(toMs(index), maxMs);
}

function toBucket(delayMs: number): number {
  const micros = delayMs * 1000;
  return micros < 1 ? 0 : Math.min(BUCKETS - 1, 1 + Math.floor(Math.log2(micros) * PER_OCTAVE));
}

/** The middle of a bucket. */
function toMs(index: number): number {
  return index === 0 ? 0 : 2 ** ((index - 0.5) / PER_OCTAVE) / 1000;
}
