import type { Random } from "../../core/random.ts";

/** Something with a weight above 0; weights need not add up to 1. */
export interface Weighted {
  readonly weight: number;
}

/** Creates a draw of one of several entries, each with a chance as large as its part of all weights. */
export function createWeightedDraw<T extends Weighted>(entries: readonly [T, ...T[]], random: Random): () => T {
  const sum = entries.reduce((total, { weight }) => total + weight, 0);
  return () => {
    let left = random.next() * sum;
    for (const entry of entries) {
      left -= entry.weight;
      if (left < 0) return entry;
    }
    return entries[0];
  };
}
