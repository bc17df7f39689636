import { type ExactParts, sumExactly } from "./exact_parts.ts";
import { toBuckets } from "./histogram.ts";

/** The smallest and the largest of some numbers. */
export type Range = readonly [min: number, max: number];

const INITIAL_CAPACITY = 256;

/**
 * Numbers that are taken in all at once, by several distributions: what each of them needs is worked out once. The room for
 * all of it is used again.
 */
export class SampleBatch {
  #room = new Float64Array(INITIAL_CAPACITY);
  #values = new Float64Array();
  #bucketRoom = new Int32Array(INITIAL_CAPACITY);
  // Worked out when somebody asks.
  #range: Range | null = null;
  #buckets: Int32Array | null = null;
  #parts: ExactParts | null | undefined = undefined;

  /** The numbers in their order; valid until they are replaced. */
  get values(): Float64Array {
    return this.#values;
  }

  /** The smallest and the largest; without numbers a range of nothing. */
  get range(): Range {
    return this.#range ??= rangeOf(this.#values);
  }

  /** Gives room for so many numbers, which `close` makes the content. */
  open(count: number): Float64Array {
    if (this.#room.length < count) this.#room = new Float64Array(2 * count);
    return this.#room;
  }

  /** The first so many numbers in the room are the content from now on. */
  close(count: number): void {
    this.#values = this.#room.subarray(0, count);
    this.#range = null;
    this.#buckets = null;
    this.#parts = undefined;
  }

  /** Replaces the content. */
  set(values: Float64Array): void {
    this.open(values.length).set(values);
    this.close(values.length);
  }

  /** The bucket of each number in a histogram. */
  buckets(): Int32Array {
    return this.#buckets ??= this.#findBuckets();
  }

  /** What is exact of them together; `null`: they must be added one by one. */
  parts(): ExactParts | null {
    return this.#parts === undefined ? this.#parts = sumExactly(this.#values, this.range) : this.#parts;
  }

  #findBuckets(): Int32Array {
    const { length } = this.#values;
    if (this.#bucketRoom.length < length) this.#bucketRoom = new Int32Array(this.#room.length);
    const buckets = this.#bucketRoom.subarray(0, length);
    toBuckets(this.#values, buckets);
    return buckets;
  }
}

function rangeOf(values: Float64Array): Range {
  let min = Infinity;
  let max = -Infinity;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? 0;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return [min, max];
}
