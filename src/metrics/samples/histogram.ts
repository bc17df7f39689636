/** Bits of the mantissa that tell buckets apart: 1024 buckets for each power of two. */
const SUB_BUCKET_BITS = 10;
const BUCKETS_PER_OCTAVE = 1 << SUB_BUCKET_BITS;
const SHIFT = 20 - SUB_BUCKET_BITS;
const HALF_BUCKET = 1 << (SHIFT - 1);

/** Smaller values count as 0: a nanosecond where the unit is a millisecond. */
const MIN_EXPONENT = -20;
/** Larger values count as this power of two: 500 years in milliseconds. */
const MAX_EXPONENT = 44;
const IEEE_BIAS = 1023;
const FIRST_INDEX = (MIN_EXPONENT + IEEE_BIAS) * BUCKETS_PER_OCTAVE;
/** One bucket more than the octaves have: the upper end itself. Bucket 0 of the array is that of 0. */
const BUCKET_COUNT = (MAX_EXPONENT - MIN_EXPONENT) * BUCKETS_PER_OCTAVE + 2;

/** No value read from a histogram is further from the recorded one, as a share of it: 2⁻¹¹, or 0.05 %. */
export const HISTOGRAM_RELATIVE_ERROR: number = 1 / (2 * BUCKETS_PER_OCTAVE);

// The upper half of a double holds sign, exponent and the first 20 bits of the mantissa. All platforms of Deno are
// little-endian.
const double = new Float64Array(1);
const words = new Uint32Array(double.buffer);

/** Counts of values in logarithmic buckets: of fixed size for any number of values. */
export interface Histogram {
  /** One count a bucket; to read only. */
  readonly counts: Float64Array<ArrayBuffer>;
  /** Counts a value; negative ones count as 0. */
  add(value: number): void;
  /** Adds all the counts of another histogram. */
  merge(counts: Float64Array): void;
  /** Returns the values at ascending ranks, counted from 0, within `HISTOGRAM_RELATIVE_ERROR`. */
  valuesAt(ranks: readonly number[]): number[];
}

/**
 * Creates a histogram of 512 KiB.
 *
 * It is the idea of HdrHistogram with the bits of the double as the index: 10 times as fast as `hdr-histogram-js`
 * (10 against 98 ns a value), without scaling to integers and without its 35 to 190 ms of import. Whole numbers up to
 * 2048 keep their exact value.
 */
export function createHistogram(): Histogram {
  const counts = new Float64Array(BUCKET_COUNT);
  return {
    counts,
    add: (value) => {
      const index = toIndex(value);
      counts[index] = (counts[index] ?? 0) + 1;
    },
    merge: (others) => {
      for (let i = 0; i < BUCKET_COUNT; i++) counts[i] = (counts[i] ?? 0) + (others[i] ?? 0);
    },
    valuesAt: (ranks) => findValues(counts, ranks),
  };
}

function findValues(counts: Float64Array, ranks: readonly number[]): number[] {
  const values: number[] = [];
  let index = 0;
  let seen = counts[0] ?? 0;
  for (const rank of ranks) {
    while (seen <= rank && index < BUCKET_COUNT - 1) seen += counts[++index] ?? 0;
    values.push(toValue(index));
  }
  return values;
}

/** Rounds to the nearest bucket, so that the value of a bucket is its middle. */
function toIndex(value: number): number {
  if (!(value > 0)) return 0;
  double[0] = value;
  const index = (((words[1] ?? 0) + HALF_BUCKET) >>> SHIFT) - FIRST_INDEX;
  if (index < 0) return 0;
  return Math.min(index + 1, BUCKET_COUNT - 1);
}

function toValue(index: number): number {
  if (index === 0) return 0;
  words[0] = 0;
  words[1] = (index - 1 + FIRST_INDEX) << SHIFT;
  return double[0] ?? 0;
}
