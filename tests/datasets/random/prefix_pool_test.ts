import { deepStrictEqual, notDeepStrictEqual, strictEqual, throws } from "node:assert";
import { createPrefixPool } from "../../../src/datasets/random/prefix_pool.ts";
import type { Random } from "../../../src/core/random.ts";

const draw = (random: Random) => random.integer(0, 9);

Deno.test("items take turns in so many different prefixes, the same ones for the same seed", () => {
  const settings = { prefixTokens: 6, prefixCount: 3, seed: 5 };
  const prefixOf = createPrefixPool(draw, settings);
  const prefixes = [0, 1, 2, 3, 4, 5].map(prefixOf);
  deepStrictEqual(prefixes.slice(3), prefixes.slice(0, 3));
  strictEqual(new Set(prefixes.map(String)).size, 3);
  deepStrictEqual([0, 1, 2].map(createPrefixPool(draw, settings)), prefixes.slice(0, 3));
  notDeepStrictEqual(createPrefixPool(draw, { ...settings, seed: 6 })(0), prefixes[0]);
});

Deno.test("the first of several prefixes is the one that a single prefix is", () => {
  const one = createPrefixPool(draw, { prefixTokens: 6, prefixCount: 1, seed: 5 });
  deepStrictEqual(one(7), createPrefixPool(draw, { prefixTokens: 6, prefixCount: 4, seed: 5 })(0));
});

Deno.test("more prefixes than there can be are refused", () => {
  throws(() => createPrefixPool(draw, { prefixTokens: 1, prefixCount: 11, seed: 5 }), /not enough different prefixes/);
});
