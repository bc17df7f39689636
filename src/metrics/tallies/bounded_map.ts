/** How a map of bounded size makes, joins and folds its entries. */
export interface BoundedMapRules<Value> {
  /** So many keys are kept apart, those of `otherOf` not counted. */
  readonly limit: number;
  create(key: string): Value;
  /** Joins an entry into another, which stays. */
  join(into: Value, other: Value): void;
  /** The key under which a key beyond the limit is counted; `null`: it is such a key itself and always kept. */
  otherOf(key: string): string | null;
}

/** Entries by key, of bounded number. */
export interface BoundedMap<Value> {
  /** Finds or makes the entry in which a key is counted. */
  at(key: string): Value;
  entries(): IterableIterator<[string, Value]>;
  readonly size: number;
}

/**
 * Creates an empty map that keeps the `limit` smallest keys apart: short ones first, then by their characters.
 *
 * What is kept must not depend on the order in which keys come, or figures would differ with the split of a load over
 * event loops. The smallest keys have that property where the first or the most frequent ones do not: a key that once was
 * pushed out by smaller ones never comes back, so its entry holds all of it or none. And names that a service means, such
 * as `stop`, are shorter than those it makes up.
 */
export function createBoundedMap<Value>(rules: BoundedMapRules<Value>): BoundedMap<Value> {
  const entries = new Map<string, Value>();
  /** Keys that count for the limit, ascending. */
  const kept: string[] = [];

  const make = (key: string): Value => {
    const value = rules.create(key);
    entries.set(key, value);
    return value;
  };

  const at = (key: string): Value => {
    const known = entries.get(key);
    if (known !== undefined) return known;
    const other = rules.otherOf(key);
    if (other === null) return make(key);
    const largest = kept.at(-1);
    if (kept.length >= rules.limit && (largest === undefined || compareKeys(key, largest) > 0)) return at(other);
    kept.push(key);
    kept.sort(compareKeys);
    const value = make(key);
    if (kept.length > rules.limit) evict(kept.pop());
    return value;
  };

  const evict = (key: string | undefined): void => {
    const value = key === undefined ? undefined : entries.get(key);
    const other = key === undefined ? null : rules.otherOf(key);
    if (key === undefined || value === undefined || other === null) return;
    entries.delete(key);
    rules.join(at(other), value);
  };

  return {
    at,
    entries: () => entries.entries(),
    get size() {
      return entries.size;
    },
  };
}

/** Compares keys by length, then by their characters; never equal for two keys. */
export function compareKeys(a: string, b: string): number {
  if (a.length !== b.length) return a.length - b.length;
  return a < b ? -1 : Number(a > b);
}
