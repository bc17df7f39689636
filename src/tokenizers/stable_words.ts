import type { Word } from "./tokenizer.ts";

/** Stands before the words when they are tried, so that what a tokenizer does at the start of a text does not count. */
const ANCHOR = "the";

/** Plenty for prompts that all differ; trying a whole vocabulary would take seconds with some tokenizers. */
const MAX_WORDS = 8192;

/** Short, since tokenizers that do not split at spaces take more than twice as long for a text twice as long. */
const WORDS_A_TRIAL = 64;

/**
 * Keeps the words that are really one token, the one expected, each after a space: a vocabulary also holds words that
 * its merges never reach. Of a long list it takes words spread evenly. Halves a part that does not hold, so that few
 * bad words cost few encodings.
 */
export function keepStableWords(candidates: readonly Word[], encode: (text: string) => readonly number[]): Word[] {
  const anchorTokens = encode(ANCHOR).length;
  const isStable = (words: readonly Word[]): boolean => {
    const ids = encode(ANCHOR + words.map((word) => " " + word.text).join(""));
    if (ids.length !== anchorTokens + words.length) return false;
    return words.every((word, i) => ids[anchorTokens + i] === word.id);
  };
  const keep = (words: readonly Word[]): readonly Word[] => {
    if (words.length === 0 || isStable(words)) return words;
    if (words.length === 1) return [];
    const middle = words.length >>> 1;
    return [...keep(words.slice(0, middle)), ...keep(words.slice(middle))];
  };
  const words = spread(candidates, MAX_WORDS);
  const parts = Array.from({ length: Math.ceil(words.length / WORDS_A_TRIAL) }, (_, i) => i * WORDS_A_TRIAL);
  return parts.flatMap((from) => keep(words.slice(from, from + WORDS_A_TRIAL)));
}

function spread(words: readonly Word[], limit: number): readonly Word[] {
  if (words.length <= limit) return words;
  const step = words.length / limit;
  return words.filter((_, i) => Math.floor(i / step) !== Math.floor((i - 1) / step));
}
