import assert from "node:assert/strict";
import { fc } from "../support/property.ts";
import { SseReader } from "../../src/apis/sse_reader.ts";

interface ReadOut {
  readonly events: (readonly [data: string, name: string])[];
  readonly garbage: string | null;
}

function read(...pieces: readonly (string | Uint8Array)[]): ReadOut {
  const events: (readonly [string, string])[] = [];
  const reader = new SseReader((data, name) => events.push([data, name]));
  for (const piece of pieces) reader.feed(typeof piece === "string" ? new TextEncoder().encode(piece) : piece);
  reader.end();
  return { events, garbage: reader.garbage };
}

const dataOf = (...pieces: readonly (string | Uint8Array)[]) => read(...pieces).events.map(([data]) => data);

Deno.test("events are told in the call that brings their last byte", () => {
  const told: string[] = [];
  const reader = new SseReader((data) => told.push(data));
  reader.feed(new TextEncoder().encode("data: 1\n\ndata: 2\n"));
  assert.deepEqual(told, ["1"]);
  reader.feed(new TextEncoder().encode("\n"));
  assert.deepEqual(told, ["1", "2"]);
});

const SAME_EVENTS: Readonly<Record<string, string>> = {
  LF: "data: a\n\ndata: b\n\n",
  CRLF: "data: a\r\n\r\ndata: b\r\n\r\n",
  CR: "data: a\r\rdata: b\r\r",
  "no space after the colon": "data:a\n\ndata:b\n\n",
  "comments between": ": ping\n\ndata: a\n\n:\n\n: ping\n\ndata: b\n\n",
  "a byte order mark": "\uFEFFdata: a\n\ndata: b\n\n",
  "ids and retries": "id: 1\nretry: 10\ndata: a\n\nid: 2\ndata: b\n\n",
  "fields of the future": "data: a\nmeta: x\n\ndata: b\n\n",
};

for (const [name, text] of Object.entries(SAME_EVENTS)) {
  Deno.test(`events are read with ${name}`, () => {
    assert.deepEqual(read(text), { events: [["a", ""], ["b", ""]], garbage: null });
  });
}

Deno.test("several data lines are one event, and names are told", () => {
  assert.deepEqual(read("event: error\ndata: one\ndata: two\n\ndata: x\n\n").events, [["one\ntwo", "error"], [
    "x",
    "",
  ]]);
});

Deno.test("an event without its blank line counts when it is whole", () => {
  assert.deepEqual(dataOf("data: 1\n\n", 'data: {"a":1}'), ["1", '{"a":1}']);
  assert.deepEqual(dataOf("data: [DONE]"), ["[DONE]"]);
  assert.deepEqual(dataOf("data: [DONE]\r"), ["[DONE]"]);
  assert.deepEqual(dataOf('data: {"a":1}\n'), ['{"a":1}']);
  assert.deepEqual(dataOf('data: {"a":'), []);
});

Deno.test("a line that is no field, or holds JSON outside data, is garbage", () => {
  assert.equal(read('{"choices":[]}\n').garbage, '{"choices":[]}');
  assert.equal(read("<html>\n", "data: 1\n\n").garbage, "<html>");
  assert.equal(read('dat: {"a":1}\n\n').garbage, 'dat: {"a":1}');
  assert.equal(read("garbage wi", "thout a colon\n").garbage, "garbage without a colon");
});

Deno.test("bytes may be reused after the call", () => {
  const buffer = new TextEncoder().encode("data: abc");
  const events: string[] = [];
  const reader = new SseReader((data) => events.push(data));
  reader.feed(buffer);
  buffer.fill(0);
  reader.feed(new TextEncoder().encode("def\n\n"));
  assert.deepEqual(events, ["abcdef"]);
});

Deno.test("a stream reads the same however it is cut, within characters too", () => {
  const lineEnd = fc.constantFrom("\n", "\r\n", "\r");
  const text = fc.string({ unit: "grapheme" }).map((value) => value.replace(/[\r\n]/g, "") + "東🙂é");
  const stream = fc.tuple(fc.array(text, { minLength: 1 }), lineEnd);
  fc.assert(fc.property(stream, fc.array(fc.nat()), ([texts, end], cuts) => {
    const bytes = new TextEncoder().encode(texts.map((value) => `data: ${value}${end}${end}`).join(""));
    const places = [0, ...cuts.map((cut) => cut % bytes.length).toSorted((a, b) => a - b), bytes.length];
    assert.deepEqual(dataOf(...places.slice(1).map((to, index) => bytes.slice(places[index], to))), texts);
  }));
});

const WITHOUT_BLANKS = 'data: {"a":1}\r\ndata: {"b":"data: x"}\ndata:{"c":3}\n: note\ndata: [DONE]\n';

Deno.test("events without the blank line between them are events, whatever pieces they come in", () => {
  const expected = ['{"a":1}', '{"b":"data: x"}', '{"c":3}', "[DONE]"];
  assert.deepEqual(dataOf(WITHOUT_BLANKS), expected);
  assert.deepEqual(dataOf(...WITHOUT_BLANKS.split(/(?<=\n)/)), expected);
  assert.deepEqual(dataOf(...WITHOUT_BLANKS), expected);
  // JSON in several lines is one event: no line of it is whole.
  assert.deepEqual(dataOf('data: {"a":\ndata: 1}\n\n'), ['{"a":\n1}']);
});

Deno.test("an event without its blank line is told with the line behind it, the next ones with their own", () => {
  const told: string[] = [];
  const reader = new SseReader((data) => told.push(data));
  const counts = ["1", "2", "3"].map((digit) => {
    reader.feed(new TextEncoder().encode(`data: {"a":${digit}}\n`));
    return told.length;
  });
  assert.deepEqual(counts, [0, 2, 3]);
});
