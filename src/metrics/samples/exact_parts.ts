/** The sums of some numbers and of their squares. */
export interface ExactParts {
  /** Numbers whose exact sum is that of the numbers. */
  readonly sum: readonly number[];
  /** Numbers whose exact sum is that of their squares. */
  readonly squares: readonly number[];
}

/** Bits of a digit: the products of two, and sums of `MAX_COUNT` of those, fit the 53 bits of a double. */
const DIGIT_BITS = 18;
const MAX_COUNT = 2 ** 15;
/** Added to a number and taken off again, this many times a power of two rounds it to whole multiples of that. */
const ROUNDER = 1.5 * 2 ** 52;
/** Squares of what is not within are too large or too small for a double. */
const RANGE: readonly [number, number] = [2 ** -400, 2 ** 400];

const NOTHING: readonly number[] = [];

// Little-endian, as all platforms of Deno are.
const double = new Float64Array(1);
const words = new Uint32Array(double.buffer);

/**
 * Sums many numbers and their squares without rounding, where all are whole multiples of 2^-54 of the power of two above the
 * largest of them, which their range tells: differences of time stamps are, as stamps are multiples of the last bit of the
 * first of them. Each is cut in three digits of 18 bits, of which sums and products are exact: 8 ns a number, where adding
 * one to an expansion takes 60. `null`: they are no such multiples, or too many.
 */
export function sumExactly(values: Float64Array, [min, max]: readonly [number, number]): ExactParts | null {
  const largest = Math.max(max, -min);
  if (largest === 0) return { sum: NOTHING, squares: NOTHING };
  if (!(largest > RANGE[0] && largest < RANGE[1]) || values.length > MAX_COUNT) return null;
  return sumDigits(values, powerAbove(largest));
}

function powerAbove(value: number): number {
  double[0] = value;
  words[0] = 0;
  words[1] = ((words[1] ?? 0) & 0x7ff0_0000) + 0x0010_0000;
  return double[0] ?? 0;
}

function sumDigits(values: Float64Array, power: number): ExactParts | null {
  const toHigh = ROUNDER * power * 2 ** -DIGIT_BITS;
  const toMiddle = toHigh * 2 ** -DIGIT_BITS;
  const toLow = toMiddle * 2 ** -DIGIT_BITS;
  let [highs, middles, lows] = [0, 0, 0];
  let [first, second, third, fourth, fifth] = [0, 0, 0, 0, 0];
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? 0;
    const high = value + toHigh - toHigh;
    const rest = value - high;
    const middle = rest + toMiddle - toMiddle;
    const low = rest - middle;
    if (low + toLow - toLow !== low) return null;
    highs += high;
    middles += middle;
    lows += low;
    first += high * high;
    second += high * middle;
    third += middle * middle + 2 * high * low;
    fourth += middle * low;
    fifth += low * low;
  }
  return { sum: [highs, middles, lows], squares: [first, 2 * second, third, 2 * fourth, fifth] };
}
