import { deepStrictEqual, strictEqual } from "node:assert";
import { parseModelShares } from "../../../src/core/choices/model_shares.ts";

Deno.test("parseModelShares() reads two models or more with weights", () => {
  const expected = [{ model: "a", weight: 0.8 }, { model: "b", weight: 0.2 }];
  deepStrictEqual(parseModelShares("a=0.8,b=0.2"), expected);
  deepStrictEqual(parseModelShares(" a=.8, b=0.2 "), expected);
  deepStrictEqual(parseModelShares("org/a=v2=3,b=1,c=2")?.map(({ model }) => model), ["org/a=v2", "b", "c"]);
});

const NAMES = ["", "gpt", "m=2", "adapter=v2", "a,b", "a=1,b", "a=1,b=x", "a=1,b=0", "a=1,=2", "a=1,b=-1", "a=1,b=1e3"];
for (const name of NAMES) {
  Deno.test(`parseModelShares() takes "${name}" for a plain name`, () => strictEqual(parseModelShares(name), null));
}
