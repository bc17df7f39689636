import type { ClientError } from "../../core/judging/health.ts";
import type { CalibratedLoad, Calibration } from "./calibration.ts";

/** A calibration and when it was made. */
export interface DatedCalibration {
  readonly calibratedAt: string;
  readonly calibration: Calibration;
}

/** Twice or half the load is still like it: errors grow slowly until a core is full, and then at once. */
const LIKE_FACTOR = 2;

/** Finds the calibration whose load is nearest; `null`: none is like this one. */
export function findClientError(calibrations: readonly DatedCalibration[], load: CalibratedLoad): ClientError | null {
  let nearest: ClientError | null = null;
  let least = Math.log(LIKE_FACTOR);
  for (const { calibratedAt, calibration } of calibrations) {
    const distance = distanceOf(calibration.load, load);
    if (distance > least) continue;
    least = distance;
    const { ttft, itl } = calibration;
    nearest = { ttftMs: ttft.errorP99Ms, itlMs: itl.errorP99Ms, calibratedAt };
  }
  return nearest;
}

/** How far two loads are apart, as the logarithm of a factor; infinite where they cannot be compared. */
function distanceOf(a: CalibratedLoad, b: CalibratedLoad): number {
  if (a.transport !== b.transport || a.shards !== b.shards) return Infinity;
  if ((a.parallel === null) !== (b.parallel === null)) return Infinity;
  const byTokens = ratioOf(a.tokensPerSecond, b.tokensPerSecond);
  return a.parallel === null || b.parallel === null ? byTokens : Math.max(byTokens, ratioOf(a.parallel, b.parallel));
}

function ratioOf(a: number, b: number): number {
  return a > 0 && b > 0 ? Math.abs(Math.log(a / b)) : Infinity;
}
