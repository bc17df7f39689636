import { createRandom, deriveSeed } from "../../core/random.ts";
import type { Tokenizer, Word } from "../../tokenizers/tokenizer.ts";
import { convergeToLength, dropBrokenEnd, type FittedText } from "../prompts/converge.ts";
import { createIdRing } from "../random/id_ring.ts";
import { MIN_WORDS, TOKENS_TO_CHECK } from "../random/random_text.ts";
import { createRing, type Ring } from "../random/ring.ts";

/** A prompt made of blocks: those of the same id are the same, wherever they stand. */
export interface BlockRequest {
  /** Makes what no id stands for differ from other prompts. */
  readonly index: number;
  readonly tokens: number;
  readonly hashIds: readonly (number | string)[];
}

/** What blocks are made with. */
export interface BlockSettings {
  readonly tokenizer: Tokenizer;
  readonly seed: number;
  readonly blockTokens: number;
}

/** Creates a maker of prompts of blocks, as token ids. */
export function createBlockIds(settings: BlockSettings): { make(request: BlockRequest): number[] } {
  const ring = createIdRing(settings.tokenizer, settings.seed);
  return { make: (request) => takeBlocks(ring, request, settings) };
}

/**
 * Creates a maker of prompts of blocks, as texts of exactly so many tokens: of words that are one token each, where the
 * vocabulary has enough, else of its whole vocabulary, the end brought to the length.
 */
export function createBlockTexts(settings: BlockSettings): { make(request: BlockRequest): FittedText } {
  const { tokenizer, seed } = settings;
  const makeSlow = createVocabularyTexts(settings);
  const [first, ...others] = tokenizer.words();
  if (first === undefined || others.length + 1 < MIN_WORDS) return { make: makeSlow };
  const ring = createRing([first, ...others], seed);
  let tokensToCheck = TOKENS_TO_CHECK;
  let isTrusted = true;
  const isExact = ({ text, tokens }: FittedText): boolean => {
    if (tokensToCheck <= 0) return true;
    tokensToCheck -= tokens;
    return tokenizer.countTokens(text) === tokens;
  };
  return {
    make(request) {
      const text = joinWords(tokenizer, takeBlocks(ring, request, settings));
      if (text === null) return makeSlow(request);
      const fitted = { text, tokens: request.tokens };
      isTrusted = isTrusted && isExact(fitted);
      return isTrusted ? fitted : makeSlow(request);
    },
  };
}

/** Joins words to a text of as many tokens; `null` where the first word, with no space before it, has more than all. */
function joinWords(tokenizer: Tokenizer, words: readonly Word[]): string | null {
  const surplus = tokenizer.countTokens(words[0]?.text ?? "") - 1;
  if (surplus >= words.length) return null;
  return words.slice(0, words.length - surplus).map((word) => word.text).join(" ");
}

function createVocabularyTexts(settings: BlockSettings): (request: BlockRequest) => FittedText {
  const { tokenizer, seed, blockTokens } = settings;
  let ring: Ring<number> | undefined;
  return (request) => {
    const ids = takeBlocks(ring ??= createIdRing(tokenizer, seed), request, settings);
    // Decoded block by block, so that a block's text does not depend on what stands beside it.
    const starts = Array.from({ length: Math.ceil(ids.length / blockTokens) }, (_, block) => block * blockTokens);
    const texts = starts.map((start) => dropBrokenEnd(tokenizer.decode(ids.slice(start, start + blockTokens))));
    const random = createRandom(deriveSeed(seed, `filler/${request.index}`));
    const all = ring;
    const start = { ids: tokenizer.encode(texts.join("")), nextFiller: () => all.draw(random) };
    return convergeToLength(tokenizer, request.tokens, { ...start, ids: start.ids.slice(0, request.tokens) });
  };
}

/** Takes the entries of the blocks with the given ids, then entries of the prompt's own. */
function takeBlocks<T>(
  ring: Ring<T>,
  { index, tokens, hashIds }: BlockRequest,
  { seed, blockTokens }: Pick<BlockSettings, "seed" | "blockTokens">,
): T[] {
  const entries: T[] = [];
  for (const id of hashIds) {
    const random = createRandom(deriveSeed(seed, `block/${id}`));
    const size = Math.min(blockTokens, tokens - entries.length);
    for (let i = 0; i < size; i++) entries.push(ring.draw(random));
    if (size < blockTokens) break;
  }
  return entries.concat(ring.take(index, tokens - entries.length));
}
