import { deepStrictEqual, ok, strictEqual, throws } from "node:assert";
import { loadEmbeddedTokenizer } from "../../src/tokenizers/embedded_tokenizer.ts";
import { readFixture } from "../support/fixture_files.ts";

const tokenizer = await loadEmbeddedTokenizer();

Deno.test("the embedded tokenizer says what it is and has no chat template", () => {
  strictEqual(tokenizer.name, "o200k_base (embedded)");
  strictEqual(tokenizer.origin, "embedded");
  strictEqual(tokenizer.chatTemplate, null);
});

Deno.test("the embedded tokenizer encodes as tiktoken's documentation shows", () => {
  // "tiktoken is great!" of OpenAI's cookbook, for o200k_base.
  deepStrictEqual(tokenizer.encode("tiktoken is great!"), [83, 8251, 2488, 382, 2212, 0]);
});

Deno.test("the embedded tokenizer gives every text back", () => {
  for (const text of readFixture<string[]>("tokenizers/texts.json")) {
    const ids = tokenizer.encode(text);
    strictEqual(tokenizer.decode(ids), text);
    strictEqual(tokenizer.countTokens(text), ids.length);
  }
});

Deno.test("text of a special token is text like any other", () => {
  ok(tokenizer.countTokens("<|endoftext|>") > 1);
  strictEqual(tokenizer.decode(tokenizer.encode("<|endoftext|>")), "<|endoftext|>");
});

Deno.test("half a character decodes to U+FFFD and leaves nothing behind for the next call", () => {
  const ids = tokenizer.encode("𓀀");
  ok(ids.length > 1);
  ok(tokenizer.decode(ids.slice(0, -1)).includes("\uFFFD"));
  strictEqual(tokenizer.decode(tokenizer.encode("a")), "a");
});

Deno.test("an id that does not exist is refused", () => {
  throws(() => tokenizer.decode([10_000_000]), RangeError);
});

Deno.test("plainIds() of the embedded tokenizer leave out parts of characters, ascend and are computed once", () => {
  const ids = tokenizer.plainIds();
  ok(ids.length > 190_000);
  ok(ids.every((id, i) => i === 0 || id > (ids[i - 1] ?? 0)));
  const parts = tokenizer.encode("𓀀");
  ok(parts.length > 1 && parts.every((id) => !ids.includes(id)));
  strictEqual(tokenizer.plainIds(), ids);
});

Deno.test("words() of the embedded tokenizer are one token each after a space", () => {
  const words = tokenizer.words();
  ok(words.length > 5000);
  const text = "the" + words.slice(0, 500).map((word) => ` ${word.text}`).join("");
  strictEqual(tokenizer.countTokens(text), 501);
});
