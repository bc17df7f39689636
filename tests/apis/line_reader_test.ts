import assert from "node:assert/strict";
import { fc } from "../support/property.ts";
import { LineReader } from "../../src/apis/line_reader.ts";
import { cutUp } from "./cut_up.ts";

function linesOf(...pieces: readonly (string | Uint8Array)[]): string[] {
  const lines: string[] = [];
  const reader = new LineReader((line) => lines.push(line));
  for (const piece of pieces) reader.feed(typeof piece === "string" ? new TextEncoder().encode(piece) : piece);
  reader.end();
  return lines;
}

Deno.test("a line is told in the call that brings its end", () => {
  const told: string[] = [];
  const reader = new LineReader((line) => told.push(line));
  reader.feed(new TextEncoder().encode('{"a":1}\n{"b"'));
  assert.deepEqual(told, ['{"a":1}']);
  reader.feed(new TextEncoder().encode(":2}\r\n"));
  assert.deepEqual(told, ['{"a":1}', '{"b":2}']);
});

Deno.test("blank lines are nothing, and a last line without its end counts when it is whole", () => {
  assert.deepEqual(linesOf('\n{"a":1}\r\n\r\n', '{"b":2}'), ['{"a":1}', '{"b":2}']);
  assert.deepEqual(linesOf('{"a":1}\n{"b":'), ['{"a":1}']);
});

Deno.test("cuts at any byte change nothing", () => {
  const lines = ['{"text":"Grüße, 世界 🌍"}', "{}", '{"done":true}'];
  const bytes = new TextEncoder().encode(lines.join("\n"));
  fc.assert(
    fc.property(fc.array(fc.nat(), { maxLength: 8 }), (cuts) => {
      assert.deepEqual(linesOf(...cutUp(bytes, cuts)), lines);
    }),
    { seed: 7 },
  );
});
