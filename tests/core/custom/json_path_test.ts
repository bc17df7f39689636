import assert from "node:assert/strict";
import type { JsonValue } from "../../../src/core/json.ts";
import { findAtPath, parseJsonPath } from "../../../src/core/custom/json_path.ts";

const VALUE: JsonValue = {
  choices: [{ delta: { content: "a" } }, { delta: { content: "b" } }],
  "odd name": { "it's": 1 },
  empty: null,
};

const PATHS: readonly (readonly [path: string, found: readonly JsonValue[]])[] = [
  ["$", [VALUE]],
  ["$.choices[0].delta.content", ["a"]],
  ["$.choices[-1].delta.content", ["b"]],
  ["$.choices[*].delta.content", ["a", "b"]],
  ["$.choices.*.delta.content", ["a", "b"]],
  ["$['odd name']['it\\'s']", [1]],
  ['$["choices"][1]["delta"].content', ["b"]],
  ["$.empty", [null]],
  ["$.empty.more", []],
  ["$.choices[5].delta", []],
  ["$.choices.delta", []],
  ["$.toString", []],
];

for (const [path, found] of PATHS) {
  Deno.test(`${path} leads to ${found.length} values`, () => {
    const steps = parseJsonPath(path);
    assert.ok(steps !== null);
    assert.deepEqual(findAtPath(VALUE, steps), found);
  });
}

for (const path of ["", "choices", "$.", "$..content", "$[", "$[a]", "$.a[?(@.b)]", "$ .a"]) {
  Deno.test(`"${path}" is no path`, () => {
    assert.equal(parseJsonPath(path), null);
  });
}
