import { compareKeys, createBoundedMap } from "./bounded_map.ts";

/** Counts of names. */
export interface CountTally {
  add(name: string): void;
  /** Returns the counts by name, the largest first. */
  counts(): Record<string, number>;
  state(): Readonly<Record<string, number>>;
  merge(state: Readonly<Record<string, number>>): void;
}

/** Further names are counted as this one. */
const OTHER_NAME = "other";

/** Creates a tally that keeps so many names apart: a service that invents names does not fill the memory. */
export function createCountTally(limit: number): CountTally {
  const counts = createBoundedMap<{ count: number }>({
    limit,
    create: () => ({ count: 0 }),
    join: (into, other) => into.count += other.count,
    otherOf: (name) => name === OTHER_NAME ? null : OTHER_NAME,
  });
  const read = (): Record<string, number> => {
    const sorted = [...counts.entries()].sort(([nameA, a], [nameB, b]) =>
      b.count - a.count || compareKeys(nameA, nameB)
    );
    return Object.fromEntries(sorted.map(([name, { count }]) => [name, count]));
  };
  return {
    add: (name) => counts.at(name).count++,
    counts: read,
    state: read,
    merge: (state) => {
      for (const [name, count] of Object.entries(state)) counts.at(name).count += count;
    },
  };
}
