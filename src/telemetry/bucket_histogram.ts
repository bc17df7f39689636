/** Counts of values in fixed buckets, cumulative over its life: what Prometheus and OpenTelemetry call a histogram. */
export class BucketHistogram {
  /** Upper ends, rising; one more bucket has no end. */
  readonly bounds: readonly number[];
  /** One more than there are bounds. */
  readonly counts: Float64Array;
  #sum = 0;
  #count = 0;

  constructor(bounds: readonly number[]) {
    this.bounds = bounds;
    this.counts = new Float64Array(bounds.length + 1);
  }

  get sum(): number {
    return this.#sum;
  }

  get count(): number {
    return this.#count;
  }

  /** Counts a value; one that equals an upper end belongs below it. */
  add(value: number): void {
    let index = 0;
    while (index < this.bounds.length && value > (this.bounds[index] ?? Infinity)) index++;
    this.counts[index] = (this.counts[index] ?? 0) + 1;
    this.#sum += value;
    this.#count++;
  }
}
