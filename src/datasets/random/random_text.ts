import { createRandom, deriveSeed } from "../../core/random.ts";
import type { Tokenizer, Word } from "../../tokenizers/tokenizer.ts";
import { convergeToLength, type FittedText } from "../prompts/converge.ts";
import { createIdRing } from "./id_ring.ts";
import { createPrefixPool } from "./prefix_pool.ts";
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
  /** So many different prefixes take turns. */
  readonly prefixCount: number;
  readonly seed: number;
}

/** With fewer words texts repeat themselves too soon: the whole vocabulary is used, at the price of speed. */
export const MIN_WORDS = 50;

/** So many tokens are counted before texts of words are trusted to have one token a word. */
export const TOKENS_TO_CHECK = 20_000;

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
  settings: RandomTextSettings,
  { words, slow }: { readonly words: readonly [Word, ...Word[]]; readonly slow: RandomTextMaker },
): RandomTextMaker {
  const { tokenizer, prefixTokens, seed } = settings;
  const ring = createRing(words, seed);
  const prefixOf = createPrefixPool((random) => ring.draw(random).text, settings);
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
      const all = [...prefixOf(index), ...ring.take(index, ownTokens).map((word) => word.text)];
      // Without a space before it, the first word can be several tokens.
      const surplus = countStart(all[0] ?? "") - 1;
      const text = all.slice(0, tokens - surplus).join(" ");
      isTrusted = isTrusted && (surplus >= tokens || isExact(text, tokens));
      return isTrusted && surplus < tokens ? { text, tokens } : slow.make(index, ownTokens);
    },
  };
}

function createVocabularyTextMaker(settings: RandomTextSettings): RandomTextMaker {
  const { tokenizer, prefixTokens, seed } = settings;
  let parts: ReturnType<typeof createVocabularyParts> | undefined;
  const createVocabularyParts = () => {
    const ring = createIdRing(tokenizer, seed);
    return { ring, prefixOf: createPrefixPool((random) => ring.draw(random), settings) };
  };
  return {
    make(index, ownTokens) {
      const { ring, prefixOf } = parts ??= createVocabularyParts();
      const random = createRandom(deriveSeed(seed, `filler/${index}`));
      const start = { ids: [...prefixOf(index), ...ring.take(index, ownTokens)], nextFiller: () => ring.draw(random) };
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
