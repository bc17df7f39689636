/** Two-sided 95 % quantiles of Student's t for 1, 2, … degrees of freedom. */
// deno-fmt-ignore
const STUDENT_T_95: readonly number[] = [
  12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228,
  2.201, 2.179, 2.16, 2.145, 2.131, 2.12, 2.11, 2.101, 2.093, 2.086,
  2.08, 2.074, 2.069, 2.064, 2.06, 2.056, 2.052, 2.048, 2.045, 2.042,
];

/** Returns the half width of the 95 % interval of a mean by Student's t; `null` with fewer than two values. */
export function meanHalfWidth(standardDeviation: number, count: number): number | null {
  if (count < 2) return null;
  return studentT95(count - 1) * standardDeviation / Math.sqrt(count);
}

/** Returns the two-sided 95 % quantile of Student's t. */
export function studentT95(degreesOfFreedom: number): number {
  // Beyond the table the first terms of its expansion for many degrees of freedom (within 0.001).
  return STUDENT_T_95[degreesOfFreedom - 1] ?? 1.959964 + 2.3723 / degreesOfFreedom + 2.8225 / degreesOfFreedom ** 2;
}

/** Computes mean and sample standard deviation. */
export function spreadOf(values: readonly number[]): { readonly mean: number; readonly standardDeviation: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, standardDeviation: values.length < 2 ? 0 : Math.sqrt(squares / (values.length - 1)) };
}
