import { deepStrictEqual } from "node:assert";
import { keepTopP } from "../../../src/local_server/models/top_p.ts";

/** The probabilities 0.5, 0.1, 0.3, 0.1 as scores. */
const scores = () => ({ data: Float32Array.from([0.5, 0.1, 0.3, 0.1], Math.log) });
const keptBy = (topP: number) => {
  const one = scores();
  keepTopP(one, topP);
  return [...one.data.keys()].filter((id) => one.data[id] !== -Infinity);
};

Deno.test("keepTopP() keeps the most probable tokens that add up to the share", () => {
  deepStrictEqual(keptBy(0.75), [0, 2]);
  deepStrictEqual(keptBy(0.45), [0]);
});

Deno.test("keepTopP() keeps one token in any case, and all of them for 1", () => {
  deepStrictEqual(keptBy(0), [0]);
  deepStrictEqual(keptBy(1), [0, 1, 2, 3]);
});
