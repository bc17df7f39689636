import { deepStrictEqual, strictEqual } from "node:assert";
import { findJsonProblem } from "../../../src/config/parsing/json_position.ts";
import { fc } from "../../support/property.ts";

const CASES: readonly (readonly [string, string])[] = [
  ['{"a":x}', 'character 6 is wrong: "x}"'],
  ['{"a":1', "it ends too early, at character 6"],
  ['{"a":"b', "it ends too early, at character 7"],
  ["", "it is empty"],
  ['{"a":1}}', 'character 8 is wrong: "}"'],
  ["{a:1}", 'character 2 is wrong: "a:1}"'],
];

for (const [text, message] of CASES) {
  Deno.test(`findJsonProblem() finds the place in ${JSON.stringify(text)}`, () => {
    strictEqual(findJsonProblem(text)?.message, message);
  });
}

Deno.test("findJsonProblem() guesses Python literals, single quotes and quotes eaten by the shell", () => {
  const hints = ["{'a': 1}", '{"a": True}', "{a: 1}"].map((text) => findJsonProblem(text)?.hint?.split(" ")[0]);
  deepStrictEqual(hints, ["JSON", "JSON", "Keys"]);
});

Deno.test("findJsonProblem() finds nothing wrong with any JSON", () => {
  fc.assert(fc.property(fc.json(), (text) => findJsonProblem(text) === null));
});

Deno.test("findJsonProblem() finds something wrong with any JSON object that was cut", () => {
  fc.assert(fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.nat(), (object, cut) => {
    const text = JSON.stringify(object);
    return findJsonProblem(text.slice(0, cut % text.length)) !== null;
  }));
});
