import { createRandom, deriveSeed } from "../core/random.ts";
import type { Random } from "../core/random.ts";

/**
 * When each request of a load is due: a pure function from its index to ms after the start of the phase, never
 * decreasing; `Infinity` once the load has ended.
 */
export type Arrivals = (index: number) => number;

/** How gaps between requests scatter around their mean. `gamma` with shape 1 is `poisson`, below 1 burstier. */
export type ArrivalShape =
  | { readonly kind: "poisson" }
  | { readonly kind: "constant" }
  | { readonly kind: "gamma"; readonly shape: number };

/** A stretch of time in which the rate goes linearly from one value to another. */
export interface RateSegment {
  /** `Infinity` for the last one of a load without end. */
  readonly durationMs: number;
  readonly fromPerSecond: number;
  readonly toPerSecond: number;
}

interface ArrivalOptions {
  readonly shape: ArrivalShape;
  readonly profile: readonly RateSegment[];
  /** How many requests there will be; `null`: not known. */
  readonly count: number | null;
  readonly seed: number;
}

/**
 * Creates the arrivals of a load. Gaps are drawn in blocks and each block is scaled to its expected length, so that the
 * mean of the schedule is the asked rate exactly and any index can be computed without those before it. The first
 * request is due at 0. The rate over time stretches that unit schedule through the inverse of its integral.
 */
export function createArrivals({ shape, profile, count, seed }: ArrivalOptions): Arrivals {
  const unit = createUnitArrivals(shape, count, seed);
  const toMs = createTimeWarp(profile);
  return (index) => toMs(unit(index));
}

/** The rate that stays the same for ever. */
export function constantRate(perSecond: number): readonly RateSegment[] {
  return [{ durationMs: Infinity, fromPerSecond: perSecond, toPerSecond: perSecond }];
}

/** Blocks are long enough that scaling them leaves the shape of the gaps alone. */
const BLOCK_GAPS = 1024;

/** Creates arrivals whose mean gap is 1. */
function createUnitArrivals(shape: ArrivalShape, count: number | null, seed: number): Arrivals {
  if (shape.kind === "constant") return (index) => index;
  let loaded = -1;
  let offsets: Float64Array = new Float64Array();
  return (index) => {
    const block = Math.floor(index / BLOCK_GAPS);
    if (block !== loaded) {
      const left = count === null ? BLOCK_GAPS : Math.min(BLOCK_GAPS, count - 1 - block * BLOCK_GAPS);
      offsets = drawOffsets(shape, Math.max(0, left), createRandom(deriveSeed(seed, `arrivals/${block}`)));
      loaded = block;
    }
    return block * BLOCK_GAPS + (offsets[index - block * BLOCK_GAPS] ?? Infinity);
  };
}

/** Offsets of a block's requests: sums of drawn gaps, scaled so that the gaps sum up to their number. */
function drawOffsets(shape: ArrivalShape, gaps: number, random: Random): Float64Array {
  const offsets = new Float64Array(gaps + 1);
  for (let i = 1; i <= gaps; i++) offsets[i] = (offsets[i - 1] ?? 0) + drawGap(shape, random);
  const total = offsets[gaps] ?? 0;
  return total > 0 ? offsets.map((offset) => offset * gaps / total) : offsets;
}

function drawGap(shape: ArrivalShape, random: Random): number {
  if (shape.kind === "gamma") return random.gamma(shape.shape) / shape.shape;
  return random.exponential();
}

/** Maps the number of requests expected so far to the time at which that many are. */
function createTimeWarp(profile: readonly RateSegment[]): (expected: number) => number {
  return (expected) => {
    let startMs = 0;
    let before = 0;
    for (const segment of profile) {
      const inSegment = expectedIn(segment);
      if (expected - before <= inSegment) return startMs + timeWithin(segment, expected - before);
      before += inSegment;
      startMs += segment.durationMs;
    }
    return Infinity;
  };
}

/** Requests expected in a whole segment: the area under its rate. */
function expectedIn({ durationMs, fromPerSecond, toPerSecond }: RateSegment): number {
  if (durationMs === Infinity) return toPerSecond > 0 ? Infinity : 0;
  return durationMs / 1000 * (fromPerSecond + toPerSecond) / 2;
}

/** Solves a·t + (b − a)·t²/(2T) = n for t, in the form that stays exact when a and b are nearly the same. */
function timeWithin({ durationMs, fromPerSecond: a, toPerSecond: b }: RateSegment, expected: number): number {
  if (expected <= 0) return 0;
  const slope = durationMs === Infinity ? 0 : (b - a) / (durationMs / 1000);
  const root = Math.sqrt(Math.max(0, a * a + 2 * slope * expected));
  return Math.min(durationMs, 2000 * expected / (a + root));
}
