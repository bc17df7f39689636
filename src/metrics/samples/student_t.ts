/** How sure: within both ends, or beyond one of them, at 95 %. */
export type ConfidenceSides = "two-sided" | "one-sided";

/** The point below which lies 97.5 % of Student's t distribution, for 1 to 30 degrees of freedom. */
const TWO_SIDED = [
  12.706204736,
  4.30265272991,
  3.18244630528,
  2.7764451052,
  2.57058183661,
  2.44691185114,
  2.36462425101,
  2.30600413503,
  2.26215716285,
  2.22813885196,
  2.20098516009,
  2.17881282966,
  2.16036865646,
  2.14478668792,
  2.13144954556,
  2.11990529922,
  2.10981557783,
  2.10092204024,
  2.09302405441,
  2.08596344727,
  2.07961384473,
  2.0738730679,
  2.06865761042,
  2.06389856163,
  2.05953855275,
  2.05552943864,
  2.0518305165,
  2.0484071418,
  2.04522964213,
  2.0422724563,
] as const;

/** The point below which lies 95 %. */
const ONE_SIDED = [
  6.31375151468,
  2.91998558035,
  2.3533634348,
  2.13184678633,
  2.01504837333,
  1.94318028052,
  1.89457860509,
  1.85954803753,
  1.83311293266,
  1.81246112281,
  1.7958848187,
  1.78228755565,
  1.77093339599,
  1.76131013578,
  1.75305035569,
  1.74588367628,
  1.73960672608,
  1.73406360662,
  1.72913281152,
  1.72471824292,
  1.72074290281,
  1.71714437438,
  1.71387152775,
  1.71088207991,
  1.70814076125,
  1.70561791976,
  1.70328844572,
  1.70113093427,
  1.69912702653,
  1.69726088659,
] as const;

/** The same points, and those of the normal distribution. */
const QUANTILES = {
  "two-sided": { ofStudent: TWO_SIDED, ofNormal: 1.95996398454 },
  "one-sided": { ofStudent: ONE_SIDED, ofNormal: 1.64485362695 },
} as const satisfies Record<ConfidenceSides, unknown>;

/**
 * Returns the factor by which a standard error is multiplied for the ends of a 95 % confidence interval, or for the bound
 * that a value lies beyond at 95 %.
 *
 * For 1 to 30 degrees of freedom it is exact; beyond, the normal quantile with Fisher and Cornish's first
 * three corrections (Abramowitz and Stegun 26.7.5) is within 0.00001 of it. Without a degree of freedom there is none: `null`.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert";
 * strictEqual(toConfidenceFactor(4)?.toFixed(3), "2.776");
 * strictEqual(toConfidenceFactor(4, "one-sided")?.toFixed(3), "2.132");
 * strictEqual(toConfidenceFactor(0), null);
 * ```
 */
export function toConfidenceFactor(degreesOfFreedom: number, sides: ConfidenceSides = "two-sided"): number | null {
  if (degreesOfFreedom < 1) return null;
  const { ofStudent, ofNormal } = QUANTILES[sides];
  return ofStudent[degreesOfFreedom - 1] ?? expandNormal(ofNormal, degreesOfFreedom);
}

function expandNormal(z: number, degreesOfFreedom: number): number {
  const first = (z ** 3 + z) / 4;
  const second = (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96;
  const third = (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384;
  return z + first / degreesOfFreedom + second / degreesOfFreedom ** 2 + third / degreesOfFreedom ** 3;
}
