/** Running count, mean, spread and range of a distribution: exact whatever happens to the samples. */
export interface Moments {
  count: number;
  mean: number;
  /** Sum of squared differences from the mean. */
  squares: number;
  min: number;
  max: number;
}

/** Creates moments of no samples. */
export function createMoments(): Moments {
  return { count: 0, mean: 0, squares: 0, min: Infinity, max: -Infinity };
}

/** Takes in one sample (Welford 1962: no loss of digits where the spread is small beside the mean). */
export function addToMoments(moments: Moments, value: number): void {
  const delta = value - moments.mean;
  moments.count++;
  moments.mean += delta / moments.count;
  moments.squares += delta * (value - moments.mean);
  if (value < moments.min) moments.min = value;
  if (value > moments.max) moments.max = value;
}

/** Takes in all samples of others (Chan, Golub and LeVeque 1979). */
export function mergeMoments(moments: Moments, others: Readonly<Moments>): void {
  if (others.count === 0) return;
  const count = moments.count + others.count;
  const delta = others.mean - moments.mean;
  moments.squares += others.squares + delta * delta * moments.count * others.count / count;
  moments.mean += delta * others.count / count;
  moments.count = count;
  moments.min = Math.min(moments.min, others.min);
  moments.max = Math.max(moments.max, others.max);
}

/** Returns the sample standard deviation (n − 1); `null` with fewer than two samples. */
export function toStandardDeviation(moments: Readonly<Moments>): number | null {
  return moments.count < 2 ? null : Math.sqrt(moments.squares / (moments.count - 1));
}
