import assert from "node:assert/strict";
import { parseResponseMap } from "../../../src/core/custom/custom_api.ts";
import type { JsonObject } from "../../../src/core/json.ts";

Deno.test("one set of paths serves streams and whole bodies", () => {
  const paths = { text: ["a"], "usage.prompt_tokens": ["u", 0] };
  assert.deepEqual(parseResponseMap({ text: "$.a", "usage.prompt_tokens": "$.u[0]" }), {
    framing: "sse",
    stream: paths,
    body: paths,
  });
});

Deno.test("streams and bodies may have paths of their own; one of them serves for both", () => {
  assert.deepEqual(parseResponseMap({ stream: { text: "$.d" }, body: { text: "$.m" } }), {
    framing: "sse",
    stream: { text: ["d"] },
    body: { text: ["m"] },
  });
  assert.deepEqual(parseResponseMap({ framing: "lines", body: { text: "$.m" } }), {
    framing: "lines",
    stream: { text: ["m"] },
    body: { text: ["m"] },
  });
});

const WRONG: readonly (readonly [map: JsonObject, messages: readonly string[]])[] = [
  [{}, ['--response-map has no "text": nothing would count as output']],
  [{ text: "$.a", usage: "$.b" }, ['--response-map has the unknown field "usage"']],
  [{ text: "a.b" }, ['--response-map has no usable path for "text": "a.b"']],
  [{ text: 1 }, ['--response-map has no usable path for "text": 1']],
  [{ stream: { text: "$.a" }, text: "$.b" }, ['--response-map cannot hold "text" beside "stream" and "body"']],
  [{ stream: "$.a" }, [
    '"stream" of --response-map must be an object of paths',
    '"body" of --response-map must be an object of paths',
  ]],
  [{ framing: "ndjson", text: "$.a" }, ['--response-map has the unknown framing "ndjson"']],
  [{ stream: { text: "$.a" }, body: { finish: "$.b" } }, [
    '"body" of --response-map has no "text": nothing would count as output',
  ]],
];

for (const [map, messages] of WRONG) {
  Deno.test(`the map ${JSON.stringify(map)} is refused`, () => {
    const problems = parseResponseMap(map);
    assert.ok(!("stream" in problems));
    assert.deepEqual(problems.map(({ message }) => message), messages);
    assert.ok(problems.every(({ hint = "" }) => hint !== ""));
  });
}
