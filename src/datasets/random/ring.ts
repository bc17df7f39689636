import { createRandom, deriveSeed, type Random } from "../../core/random.ts";

/** Entries in a circle, of which every item takes some in its own order. */
export interface Ring<T> {
  /** Takes so many entries for an item; the same item always gets the same ones, a longer take begins like a shorter. */
  take(index: number, count: number): T[];
  /** Draws one entry. */
  draw(random: Random): T;
}

const GOLDEN_SHARE = (Math.sqrt(5) - 1) / 2;

/**
 * Creates a ring of at least one entry. Items begin at places spread over the whole ring, no two of the first
 * `entries.length` items at the same one, and walk on with strides of their own: no two begin alike, so that nothing of
 * a random prompt is in the service's prefix cache.
 */
export function createRing<T>(entries: readonly [T, ...T[]], seed: number): Ring<T> {
  const size = entries.length;
  const at = (place: number): T => entries[place % size] ?? entries[0];
  const base = createRandom(deriveSeed(seed, "ring")).integer(0, size - 1);
  const step = toCoprime(Math.round(size * GOLDEN_SHARE), size);
  return {
    take(index, count) {
      const start = (base + (index % size) * step) % size;
      const stride = toCoprime(createRandom(deriveSeed(seed, `stride/${index}`)).integer(1, size), size);
      return Array.from({ length: count }, (_, i) => at(start + i * stride));
    },
    draw: (random) => at(random.integer(0, size - 1)),
  };
}

/** Returns the next number from `value` on that visits the whole ring when added again and again. */
function toCoprime(value: number, size: number): number {
  let candidate = Math.max(1, value);
  while (greatestCommonDivisor(candidate, size) !== 1) candidate++;
  return candidate;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
