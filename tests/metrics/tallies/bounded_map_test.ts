import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { fc } from "../../support/property.ts";
import { createBoundedMap } from "../../../src/metrics/tallies/bounded_map.ts";
import { createCountTally } from "../../../src/metrics/tallies/count_tally.ts";

Deno.test("createBoundedMap() keeps the shortest keys apart and folds what it pushes out", () => {
  const map = createBoundedMap<{ keys: string[] }>({
    limit: 2,
    create: () => ({ keys: [] }),
    join: (into, other) => into.keys.push(...other.keys),
    otherOf: (key) => key === "*" ? null : "*",
  });
  for (const key of ["ccc", "bb", "dddd", "ccc", "a"]) map.at(key).keys.push(key);
  deepStrictEqual(Object.fromEntries(map.entries()), {
    bb: { keys: ["bb"] },
    a: { keys: ["a"] },
    "*": { keys: ["dddd", "ccc", "ccc"] },
  });
  strictEqual(map.size, 3);
});

Deno.test("a bounded tally counts the same in any order and any split", () => {
  const names = fc.array(fc.string({ maxLength: 3 }), { maxLength: 60 });
  fc.assert(
    fc.property(names, fc.nat(60), (added, cut) => {
      const [whole, left, right] = [createCountTally(5), createCountTally(5), createCountTally(5)];
      added.forEach(whole.add);
      added.slice(0, cut).toReversed().forEach(left.add);
      added.slice(cut).forEach(right.add);
      right.merge(left.state());
      strictEqual(JSON.stringify(right.counts()), JSON.stringify(whole.counts()));
      const total = Object.values(whole.counts()).reduce((sum, count) => sum + count, 0);
      strictEqual(total, added.length);
    }),
  );
});
