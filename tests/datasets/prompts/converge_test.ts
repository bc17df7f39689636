import { ok, strictEqual } from "node:assert";
import { createRandom } from "../../../src/core/random.ts";
import { convergeToLength } from "../../../src/datasets/prompts/converge.ts";
import { loadEmbeddedTokenizer } from "../../../src/tokenizers/embedded_tokenizer.ts";
import { loadTokenizer } from "../../../src/tokenizers/load_tokenizer.ts";
import type { Tokenizer } from "../../../src/tokenizers/tokenizer.ts";
import { fixturePath } from "../../support/fixture_files.ts";

const tokenizers = {
  byteLevel: await loadTokenizer(fixturePath("tokenizers/tiny_chat")),
  unigram: await loadTokenizer(fixturePath("tokenizers/own_unigram")),
  wordPiece: await loadTokenizer(fixturePath("tokenizers/tiny_embed")),
  embedded: await loadEmbeddedTokenizer(),
};

/** Tokens of the whole vocabulary, most of which change when their text is encoded again. */
function converge(tokenizer: Tokenizer, targetTokens: number, seed: number) {
  const random = createRandom(seed);
  const ids = tokenizer.plainIds();
  const nextFiller = () => ids[random.integer(0, ids.length - 1)] ?? 0;
  return convergeToLength(tokenizer, targetTokens, {
    ids: Array.from({ length: targetTokens }, nextFiller),
    nextFiller,
  });
}

for (const [name, tokenizer] of Object.entries(tokenizers)) {
  Deno.test(`convergeToLength() reports the tokens that the text has, ${name}`, () => {
    for (let seed = 0; seed < 10; seed++) {
      const { text, tokens } = converge(tokenizer, 40, seed);
      strictEqual(tokenizer.countTokens(text), tokens);
    }
  });

  Deno.test(`convergeToLength() reaches the length in nearly all cases, ${name}`, () => {
    const hits = Array.from({ length: 20 }, (_, seed) => converge(tokenizer, 40, seed).tokens === 40);
    ok(hits.filter((isHit) => isHit).length >= 19);
  });
}
