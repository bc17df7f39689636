/** Turns tokens into text one by one. */
export interface TokenText {
  /** Returns the text that a token adds; empty while it ends within a character. */
  push(id: bigint): string;
  /** Returns what was held back. */
  flush(): string;
}

/** What a tokenizer makes of the beginning of a character. */
const REPLACEMENT = "\ufffd";
/** Enough context for the spaces that some tokenizers put before a word. */
const KEPT_TOKENS = 6;

/** Creates a decoder that looks back over a few tokens only, so that long texts cost no more than short ones. */
export function createTokenText(decode: (ids: readonly bigint[]) => string): TokenText {
  let window: bigint[] = [];
  let said = "";
  const take = (): string => {
    const text = decode(window);
    const added = text.slice(said.length);
    window = window.slice(-KEPT_TOKENS);
    said = decode(window);
    return added;
  };
  return {
    push(id) {
      window.push(id);
      const text = decode(window);
      return text.endsWith(REPLACEMENT) ? "" : take();
    },
    flush: () => window.length === 0 ? "" : take(),
  };
}
