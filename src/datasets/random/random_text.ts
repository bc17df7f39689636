import { createRandom, deriveSeed } from "../../core/random.ts";
import type { Tokenizer, Word } from "../../tokenizers/tokenizer.ts";
import { convergeToLength, type FittedText } from "../prompts/converge.ts";
import { createIdRing } from "./id_ring.ts";
import { createRing } from "./ring.ts";

/** Makes random texts of exact lengths. */
export interface RandomTextMaker {
  /** Makes the text of an item: the shared prefix, then so many tokens of its own. */
  make(index: number, ownTokens: number): FittedText;
}

/** What random texts are made with. */
export interface RandomTextSettings {
  readonly tokenizer: Tokenizer;
  readonly prefixTokens: number;
  readonly seed: number;
}

/** With fewer words texts repeat themselves too soon: the whole vocabulary is used, at the price of speed. */
const MIN_WORDS = 50;

/** So many tokens are counted before texts of words are trusted to have one token a word. */
const TOKENS_TO_CHECK = 20_000;

/**
 * Creates a maker of random texts. Of words that are one token each wherever they stand, where the vocabulary has
 * enough: the length is then known without encoding, which takes up to 25 ms for 1,000 tokens. Else of the whole
 * vocabulary, each text brought to its length by decoding and encoding.
 */
export function createRandomTextMaker(settings: RandomTextSettings): RandomTextMaker {
  const slow = createVocabularyTextMaker(settings);
  const [first, ...others] = settings.tokenizer.words();
  if (first === undefined || others.length + 1 < MIN_WORDS) return slow;
  return createWordTextMaker(settings, { words: [first, ...others], slow });
}

function createWordTextMaker(
  { tokenizer, prefixTokens, seed }: RandomTextSettings,
  { words, slow }: { readonly words: readonly [Word, ...Word[]]; readonly slow: RandomTextMaker },
): RandomTextMaker {
  const ring = createRing(words, seed);
  const random = createRandom(deriveSeed(seed, "prefix"));
  const prefix = Array.from({ length: prefixTokens }, () => ring.draw(random));
  const countStart = memoize((text: string) => tokenizer.countTokens(text));
  let tokensToCheck = TOKENS_TO_CHECK;
  let isTrusted = true;
  const isExact = (text: string, tokens: number): boolean => {
    if (tokensToCheck <= 0) return true;
    tokensToCheck -= tokens;
    return tokenizer.countTokens(text) === tokens;
  };
  return {
    make(index, ownTokens) {
      const tokens = prefixTokens + ownTokens;
      const all = [...prefix, ...ring.take(index, ownTokens)];
      // Without a space before it, the first word can be several tokens.
      const surplus = countStart(all[0]?.text ?? "") - 1;
      const text = all.slice(0, tokens - surplus).map((word) => word.text).join(" ");
      isTrusted = isTrusted && (surplus >= tokens || isExact(text, tokens));
      return isTrusted && surplus < tokens ? { text, tokens } : slow.make(index, ownTokens);
    },
  };
}

function createVocabularyTextMaker({ tokenizer, prefixTokens, seed }: RandomTextSettings): RandomTextMaker {
  let parts: ReturnType<typeof createVocabularyParts> | undefined;
  const createVocabularyParts = () => {
    const ring = createIdRing(tokenizer, seed);
    const random = createRandom(deriveSeed(seed, "prefix"));
    return { ring, prefix: Array.from({ length: prefixTokens }, () => ring.draw(random)) };
  };
  return {
    make(index, ownTokens) {
      const { ring, prefix } = parts ??= createVocabularyParts();
      const random = createRandom(deriveSeed(seed, `filler/${index}`));
      const start = { ids: [...prefix, ...ring.take(index, ownTokens)], nextFiller: () => ring.draw(random) };
      return convergeToLength(tokenizer, prefixTokens + ownTokens, start);
    },
  };
}

function memoize(compute: (text: string) => number): (text: string) => number {
  const known = new Map<string, number>();
  return (text) => {
    const value = known.get(text) ?? compute(text);
    known.set(text, value);
    return value;
  };
}
