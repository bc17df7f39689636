import type { Tokenizer } from "../../tokenizers/tokenizer.ts";

/** How often a text is corrected before the closest one is taken. */
const MAX_ROUNDS = 10;

/** A text and its tokens, special ones not counted. */
export interface FittedText {
  readonly text: string;
  readonly tokens: number;
}

/** Where convergence starts, and what it fills up with. */
export interface ConvergeStart {
  readonly ids: readonly number[];
  readonly nextFiller: () => number;
}

/**
 * Makes a text of exactly so many tokens. Tokens that were not made from one text change when their text is encoded
 * again, so it is decoded, encoded, cut or filled up, until the count holds; after ten rounds the closest is taken.
 */
export function convergeToLength(tokenizer: Tokenizer, targetTokens: number, start: ConvergeStart): FittedText {
  let ids: readonly number[] = start.ids;
  let best: FittedText | null = null;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const text = dropBrokenEnd(tokenizer.decode(ids));
    const encoded = tokenizer.encode(text);
    const distance = Math.abs(encoded.length - targetTokens);
    if (best === null || distance < Math.abs(best.tokens - targetTokens)) best = { text, tokens: encoded.length };
    if (distance === 0) break;
    ids = encoded.slice(0, targetTokens);
    const missing = Math.max(0, targetTokens - encoded.length);
    ids = [...ids, ...Array.from({ length: missing }, start.nextFiller)];
  }
  return best ?? { text: "", tokens: 0 };
}

/** A cut between the bytes of a character leaves U+FFFD. */
export function dropBrokenEnd(text: string): string {
  return text.replace(/\uFFFD+$/, "");
}
