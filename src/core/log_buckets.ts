/** What tells values apart: 2^`bits` buckets for each power of two, from 2^`minExponent` on; less counts as 0. */
export interface LogScale {
  readonly bits: number;
  readonly minExponent: number;
}

const IEEE_BIAS = 1023;
/** Bits of the mantissa in the upper half of a double. */
const UPPER_MANTISSA_BITS = 20;

// The upper half of a double holds sign, exponent and the first 20 bits of the mantissa. All platforms of Deno are
// little-endian.
const double = new Float64Array(1);
const words = new Uint32Array(double.buffer);

/**
 * Returns the bucket of a value, made of the bits of the double: the idea of HdrHistogram without a logarithm and
 * without scaling to integers. Bucket 0 is that of 0; the value of any other is the middle of what is rounded to it, so
 * that no value is further from it than 2^-(`bits` + 1), as a share.
 */
export function toLogBucket(value: number, { bits, minExponent }: LogScale): number {
  if (!(value > 0)) return 0;
  double[0] = value;
  const shift = UPPER_MANTISSA_BITS - bits;
  const index = (((words[1] ?? 0) + (1 << (shift - 1))) >>> shift) - ((minExponent + IEEE_BIAS) << bits);
  return index < 0 ? 0 : index + 1;
}

/** Finds the bucket of each value, the last one at most: as `toLogBucket`, for many of them. */
export function toLogBuckets(
  values: Float64Array,
  { bits, minExponent, last }: LogScale & { readonly last: number },
  buckets: Int32Array,
): void {
  const upper = new Int32Array(values.buffer, values.byteOffset, 2 * values.length);
  const shift = UPPER_MANTISSA_BITS - bits;
  const half = 1 << (shift - 1);
  const start = ((minExponent + IEEE_BIAS) << bits) - 1;
  for (let i = 0; i < values.length; i++) {
    const index = (((upper[2 * i + 1] ?? 0) + half) >> shift) - start;
    buckets[i] = index < 1 ? 0 : index > last ? last : index;
  }
}

/** Returns the value of a bucket. */
export function fromLogBucket(index: number, { bits, minExponent }: LogScale): number {
  if (index === 0) return 0;
  words[0] = 0;
  words[1] = (index - 1 + ((minExponent + IEEE_BIAS) << bits)) << (UPPER_MANTISSA_BITS - bits);
  return double[0] ?? 0;
}

/** Counts the buckets up to 2^`maxExponent`: the last one is that of the end itself. */
export function countLogBuckets({ bits, minExponent }: LogScale, maxExponent: number): number {
  return ((maxExponent - minExponent) << bits) + 2;
}
