import type { Problem } from "../../../core/errors.ts";
import type { PerfValues } from "../../options/perf_options.ts";

/** Returns the share of requests that `--warmup-num` asks for; `null` where it is a count, or off. */
export function warmupShare(warmup: number): number | null {
  return warmup > 0 && warmup < 1 ? warmup : null;
}

/**
 * Counts warm-up requests as `evalscope perf` does: from 1 on a count (2.7 means 2), between 0 and 1 a share of the
 * point's number, at least one request. A share of an unknown number is none.
 */
export function countWarmup(warmup: number, number: number | null): number {
  const share = warmupShare(warmup);
  if (share === null) return warmup >= 1 ? Math.trunc(warmup) : 0;
  return number === null ? 0 : Math.max(1, Math.trunc(toExact(share * number)));
}

/** Refuses a share of a number that nobody gave. */
export function findWarmupProblem(values: PerfValues, numbers: readonly (number | null)[]): Problem | null {
  if (warmupShare(values.warmup_num) === null || numbers.every((number) => number !== null)) return null;
  const message = `--warmup-num ${values.warmup_num} is a share of --number, which was not given`;
  return { message, hint: "Give --number too, or a count such as --warmup-num 10" };
}

/** 0.07 × 100 is 7.000000000000001 and 0.29 × 100 is 28.999999999999996: the product is meant, not its error. */
function toExact(product: number): number {
  return Number(product.toPrecision(12));
}
