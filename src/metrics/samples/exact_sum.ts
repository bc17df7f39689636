/** A sum whose value does not depend on the order of what was added. */
export interface ExactSum {
  /** Takes in a finite number. */
  add(value: number): void;
  /** Takes in the product of two finite numbers without rounding it. */
  addProduct(a: number, b: number): void;
  /** Returns the exact sum, rounded once. */
  value(): number;
  /** Returns numbers whose exact sum is this one; valid until the next change. */
  state(): readonly number[];
  merge(state: readonly number[]): void;
}

/**
 * Creates a sum of nothing: the sum is kept as a few doubles that do not overlap, so that no digit is ever lost
 * (Shewchuk 1997, "Adaptive Precision Floating-Point Arithmetic"; the same as `math.fsum` of Python).
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert";
 * const sum = createExactSum();
 * for (const value of [1e100, 1, -1e100]) sum.add(value);
 * strictEqual(sum.value(), 1);
 * ```
 */
export function createExactSum(): ExactSum {
  const partials: number[] = [];
  const add = (value: number) => grow(partials, value);
  const addProduct = (a: number, b: number) => {
    const product = a * b;
    add(product);
    add(toProductError(a, b, product));
  };
  return {
    add,
    addProduct,
    value: () => roundOnce(partials),
    state: () => partials,
    merge: (state) => state.forEach(add),
  };
}

/** Adds a number to an expansion: each step keeps what rounding would have lost. */
function grow(partials: number[], value: number): void {
  let carried = value;
  let kept = 0;
  for (let i = 0; i < partials.length; i++) {
    const partial = partials[i] ?? 0;
    const sum = carried + partial;
    // Knuth's two-sum: exact whichever of the two is larger.
    const share = sum - carried;
    const lost = (carried - (sum - share)) + (partial - share);
    if (lost !== 0) partials[kept++] = lost;
    carried = sum;
  }
  if (carried !== 0 || kept === 0) partials[kept++] = carried;
  if (partials.length > kept) partials.length = kept;
}

/** 2^27 + 1 cuts the 53 bits of a double in two halves whose products are exact (Veltkamp 1968). */
const SPLITTER = 134_217_729;

/** Returns what rounding took off the product of two numbers, exactly (Dekker 1971). */
export function toProductError(a: number, b: number, product: number): number {
  const aHigh = toHighHalf(a);
  const bHigh = toHighHalf(b);
  const aLow = a - aHigh;
  const bLow = b - bHigh;
  return aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow);
}

function toHighHalf(value: number): number {
  const scaled = SPLITTER * value;
  return scaled - (scaled - value);
}

/** Adds from the largest on: the first digit lost is the last one needed, but for a tie, which what is below it breaks. */
function roundOnce(partials: readonly number[]): number {
  let index = partials.length - 1;
  let sum = partials[index] ?? 0;
  let lost = 0;
  while (index > 0 && lost === 0) {
    const before = sum;
    const partial = partials[--index] ?? 0;
    sum = before + partial;
    lost = partial - (sum - before);
  }
  const next = partials[index - 1] ?? 0;
  const isTie = index > 0 && lost !== 0 && Math.sign(lost) === Math.sign(next);
  const doubled = 2 * lost;
  return isTie && sum + doubled - sum === doubled ? sum + doubled : sum;
}
