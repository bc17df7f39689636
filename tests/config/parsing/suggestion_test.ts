import { strictEqual } from "node:assert";
import { suggest } from "../../../src/config/parsing/suggestion.ts";

const KNOWN = ["model", "parallel", "max-tokens", "dataset-path", "perf"];

for (
  const [typed, meant] of [
    ["modle", "model"],
    ["paralel", "parallel"],
    ["MAX-TOKEN", "max-tokens"],
    ["tokens", "max-tokens"],
    ["pref", "perf"],
    ["temperature", null],
    ["x", null],
  ] as const
) {
  Deno.test(`suggest() takes ${typed} for ${meant ?? "nothing known"}`, () => {
    strictEqual(suggest(typed, KNOWN), meant);
  });
}

Deno.test("suggest() has nothing to say where nothing is known", () => {
  strictEqual(suggest("x", []), null);
});
