import { deepStrictEqual, strictEqual } from "node:assert";
import { IndexSet } from "../../src/core/index_set.ts";
import { fc } from "../support/property.ts";

const CHANGES = fc.array(fc.tuple(fc.boolean(), fc.nat(2000)));

Deno.test("IndexSet holds what was added and not deleted, in order, and is told by its bits alone", () => {
  fc.assert(fc.property(CHANGES, (changes) => {
    const set = new IndexSet();
    const known = new Set<number>();
    for (const [isAdded, index] of changes) {
      if (isAdded) set.add(index);
      else set.delete(index);
      known[isAdded ? "add" : "delete"](index);
    }
    const wanted = [...known].sort((a, b) => a - b);
    deepStrictEqual([...set], wanted);
    deepStrictEqual([...new IndexSet(set.toBits())], wanted);
    strictEqual(set.toBits().length, wanted.length === 0 ? 0 : (wanted.at(-1) ?? 0) / 8 + 1 | 0);
    for (const index of [0, 1, 7, 8, 2000, 5000]) strictEqual(set.has(index), known.has(index));
  }));
});
