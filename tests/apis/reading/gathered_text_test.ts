import assert from "node:assert/strict";
import { GatheredText } from "../../../src/apis/reading/gathered_text.ts";
import { fc } from "../../support/property.ts";

function gather(pieces: readonly string[], last: string | null = null) {
  const text = new GatheredText();
  const news = pieces.map((piece) => text.add(piece));
  if (last !== null) news.push(text.add(last, true));
  return { text: text.toString(), note: text.note, news };
}

Deno.test("pieces are put together, empty ones bring nothing", () => {
  assert.deepEqual(gather(["One", "", " two"]), { text: "One two", note: null, news: [true, false, true] });
});

Deno.test("a last event that repeats the whole text is no output", () => {
  const { text, note, news } = gather(["One", " two", " three"], "One two three");
  assert.deepEqual([text, note, news.at(-1)], ["One two three", "repeated_text", false]);
});

Deno.test("a last event with the whole text and a new end brings the end", () => {
  const { text, note, news } = gather(["One", " two"], "One two three");
  assert.deepEqual([text, note, news.at(-1)], ["One two three", "repeated_text", true]);
});

Deno.test("what is said twice is said twice", () => {
  assert.deepEqual(gather(["no", "no", "no"]), { text: "nonono", note: null, news: [true, true, true] });
  assert.equal(gather(["a", "b"], "ab").text, "abab");
});

Deno.test("events with the whole text so far are told apart from pieces", () => {
  const { text, note } = gather(["One", "One two", "One two three"]);
  assert.deepEqual([text, note], ["One two three", "cumulative_text"]);
  const ended = gather(["One", "One two", "One two three"], "One two three");
  assert.deepEqual([ended.text, ended.note, ended.news.at(-1)], ["One two three", "cumulative_text", false]);
  assert.equal(gather(["1", "12"]).text, "112");
});

Deno.test("any text reads the same in pieces and cumulative, from three events on", () => {
  fc.assert(fc.property(fc.array(fc.string({ minLength: 1, maxLength: 5 }), { minLength: 3 }), (pieces) => {
    const soFar = pieces.map((_, index) => pieces.slice(0, index + 1).join(""));
    assert.equal(gather(soFar).text, pieces.join(""));
  }));
});
