import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { fc } from "../../support/property.ts";
import { createBufferedSum } from "../../../src/metrics/samples/buffered_sum.ts";
import { createExactSum, type ExactSum } from "../../../src/metrics/samples/exact_sum.ts";
import { createMoments, toMean, toStandardDeviation } from "../../../src/metrics/samples/moments.ts";

const finite = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e150, max: 1e150 });

/** The sum as a fraction of whole numbers: every double is a multiple of 2^-1074. */
function sumExactly(values: readonly number[]): number {
  const total = values.reduce((sum, value) => sum + toUnits(value), 0n);
  return fromUnits(total);
}

function toUnits(value: number): bigint {
  const [bits = 0n] = new BigUint64Array(Float64Array.of(value).buffer);
  const exponent = bits >> 52n & 2047n;
  const mantissa = (bits & (1n << 52n) - 1n) | (exponent === 0n ? 0n : 1n << 52n);
  const units = mantissa << (exponent === 0n ? 0n : exponent - 1n);
  return bits >> 63n === 0n ? units : -units;
}

/** Rounds half to even at 53 bits. */
function fromUnits(units: bigint): number {
  const size = units < 0n ? -units : units;
  const shift = BigInt(Math.max(0, size.toString(2).length - 53));
  const half = shift === 0n ? 0n : 1n << (shift - 1n);
  const rest = size & ((1n << shift) - 1n);
  const floor = size >> shift;
  const isUp = rest > half || (rest === half && half > 0n && (floor & 1n) === 1n);
  const exponent = Number(shift) - 1074;
  // In two steps, because the power alone may lie outside of what a double holds.
  const rounded = Number(floor + (isUp ? 1n : 0n)) * 2 ** (exponent >> 1) * 2 ** (exponent - (exponent >> 1));
  return units < 0n ? -rounded : rounded;
}

const KINDS: Readonly<Record<string, () => ExactSum>> = { exact: createExactSum, buffered: createBufferedSum };

for (const [name, create] of Object.entries(KINDS)) {
  Deno.test(`the ${name} sum is rounded once, whatever the order`, () => {
    fc.assert(
      fc.property(fc.array(finite, { maxLength: 40 }), (values) => {
        const [forth, back] = [create(), create()];
        values.forEach(forth.add);
        values.toReversed().forEach(back.add);
        strictEqual(forth.value() === sumExactly(values), true);
        strictEqual(forth.value() === back.value(), true);
      }),
    );
  });

  Deno.test(`the ${name} sum merges as if all had been added to one`, () => {
    fc.assert(
      fc.property(fc.array(finite), fc.array(finite), (left, right) => {
        const [merged, other, whole] = [create(), create(), create()];
        left.forEach(merged.add);
        right.forEach(other.add);
        merged.merge(other.state());
        [...left, ...right].forEach(whole.add);
        strictEqual(merged.value() === whole.value(), true);
      }),
    );
  });
}

Deno.test("a sum of millions of tenths is exact", () => {
  const sum = createBufferedSum();
  for (let i = 0; i < 2_200_000; i++) sum.add(0.1);
  strictEqual(sum.value(), sumExactly([0.1]) * 2_200_000);
});

Deno.test("moments of equal samples are that sample, without spread", () => {
  const moments = createMoments([0.1, 0.1, 0.1]);
  deepStrictEqual([toMean(moments), toStandardDeviation(moments)], [0.1, 0]);
});

Deno.test("moments keep a spread of nanoseconds on top of years", () => {
  const values = [1, 2, 3, 4].map((value) => 3e10 + value / 2 ** 18);
  const moments = createMoments(values);
  const wanted = Math.sqrt(5 / 3) / 2 ** 18;
  ok(Math.abs((toStandardDeviation(moments) ?? 0) - wanted) < 1e-9 * wanted);
});
