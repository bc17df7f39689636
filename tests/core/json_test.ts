import { strictEqual } from "node:assert";
import { toWireJson } from "../../src/core/json.ts";

Deno.test("toWireJson() makes halves of characters U+FFFD and leaves all else", () => {
  strictEqual(toWireJson({ a: "x \ud83d y" }), '{"a":"x \ufffd y"}');
  strictEqual(toWireJson({ a: ["\ude00"], b: "\ud83d\ude00" }), '{"a":["\ufffd"],"b":"\ud83d\ude00"}');
  strictEqual(toWireJson({ a: "\\ud83d" }), '{"a":"\\\\ud83d"}');
});
