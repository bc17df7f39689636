import { createExactSum, type ExactSum, toProductError } from "./exact_sum.ts";

/** As many low words of 32 bits as a double counts without rounding. */
const MAX_BUFFERED = 2 ** 20;

/** A buffer pays from so many numbers on. */
const MIN_BUFFERED = 64;

const EXPONENTS = 2048;
const EXPONENT_BIAS = 1023;
/** Bits of the mantissa in the upper word, and in both. */
const HIGH_BITS = 20;
const ALL_BITS = 52;
const HIDDEN_BIT = 1 << HIGH_BITS;
const HIGH_MASK = HIDDEN_BIT - 1;

// The upper word of a double holds sign, exponent and the first 20 bits of the mantissa. All platforms of Deno are
// little-endian.
const double = new Float64Array(1);
const words = new Uint32Array(double.buffer);

/**
 * Creates an exact sum for millions of numbers: they are first counted by exponent as whole numbers, which takes a quarter
 * of the time of an expansion (60 against 250 ns for a value and its square), in 32 KiB. Most sums of a run are of few
 * numbers: those get no buffer.
 */
export function createBufferedSum(): ExactSum {
  const sum = createExactSum();
  let buffer: ExponentBuffer | null = null;
  let count = 0;
  /** Where so many more numbers go: few into the sum itself. */
  const roomFor = (more: number): ExactSum | ExponentBuffer => {
    if (count < MIN_BUFFERED) {
      count += more;
      return sum;
    }
    return buffer ??= new ExponentBuffer(sum);
  };
  return {
    add: (value) => roomFor(1).add(value),
    addProduct: (a, b) => roomFor(2).addProduct(a, b),
    value: () => {
      buffer?.flush();
      return sum.value();
    },
    state: () => {
      buffer?.flush();
      return sum.state();
    },
    merge: (state) => sum.merge(state),
  };
}

/** Numbers on their way into a sum, gathered by exponent. */
class ExponentBuffer {
  readonly #sum: ExactSum;
  readonly #high = new Float64Array(EXPONENTS);
  readonly #low = new Float64Array(EXPONENTS);
  #count = 0;
  #lowest = EXPONENTS;
  #highest = 0;

  constructor(sum: ExactSum) {
    this.#sum = sum;
  }

  add(value: number): void {
    if (this.#count >= MAX_BUFFERED) this.flush();
    this.#count++;
    double[0] = value;
    const upper = words[1] ?? 0;
    const exponent = upper >>> HIGH_BITS & (EXPONENTS - 1);
    // Subnormal numbers are below all that is measured, but the sum is exact for them too.
    if (exponent === 0) return value === 0 ? undefined : this.#sum.add(value);
    if (exponent < this.#lowest) this.#lowest = exponent;
    if (exponent > this.#highest) this.#highest = exponent;
    const sign = upper >>> 31 === 0 ? 1 : -1;
    this.#high[exponent] = (this.#high[exponent] ?? 0) + sign * (upper & HIGH_MASK | HIDDEN_BIT);
    this.#low[exponent] = (this.#low[exponent] ?? 0) + sign * (words[0] ?? 0);
  }

  addProduct(a: number, b: number): void {
    const product = a * b;
    this.add(product);
    this.add(toProductError(a, b, product));
  }

  flush(): void {
    if (this.#count === 0) return;
    this.#count = 0;
    for (let exponent = this.#lowest; exponent <= this.#highest; exponent++) {
      const upper = this.#high[exponent] ?? 0;
      const lower = this.#low[exponent] ?? 0;
      if (upper !== 0) this.#sum.add(scale(upper, exponent - EXPONENT_BIAS - HIGH_BITS));
      if (lower !== 0) this.#sum.add(scale(lower, exponent - EXPONENT_BIAS - ALL_BITS));
    }
    this.#high.fill(0, this.#lowest, this.#highest + 1);
    this.#low.fill(0, this.#lowest, this.#highest + 1);
    this.#lowest = EXPONENTS;
    this.#highest = 0;
  }
}

/** Two steps, because a power of two of the whole exponent may lie outside of what a double holds. */
function scale(count: number, exponent: number): number {
  const half = exponent >> 1;
  return count * 2 ** half * 2 ** (exponent - half);
}
