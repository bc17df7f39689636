/** The point below which lies 97.5 % of Student's t distribution, for 1 to 30 degrees of freedom. */
const QUANTILES = [
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

/** The same point of the normal distribution. */
const NORMAL_QUANTILE = 1.95996398454;

/**
 * Returns the factor by which a standard error is multiplied for a two-sided 95 % confidence interval.
 *
 * For 1 to 30 degrees of freedom it is exact; beyond, the normal quantile with Fisher and Cornish's first
 * three corrections (Abramowitz and Stegun 26.7.5) is within 0.00001 of it. Without a degree of freedom there is none: `null`.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert";
 * strictEqual(toConfidenceFactor(4)?.toFixed(3), "2.776");
 * strictEqual(toConfidenceFactor(0), null);
 * ```
 */
export function toConfidenceFactor(degreesOfFreedom: number): number | null {
  if (degreesOfFreedom < 1) return null;
  return QUANTILES[degreesOfFreedom - 1] ?? expandNormal(NORMAL_QUANTILE, degreesOfFreedom);
}

function expandNormal(z: number, degreesOfFreedom: number): number {
  const first = (z ** 3 + z) / 4;
  const second = (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96;
  const third = (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384;
  return z + first / degreesOfFreedom + second / degreesOfFreedom ** 2 + third / degreesOfFreedom ** 3;
}
