import type { Tokenizer } from "../../tokenizers/tokenizer.ts";
import type { DatasetContext } from "../dataset.ts";
import { createRandomTextMaker, type RandomTextMaker } from "./random_text.ts";

/** Makes random texts and keeps account of those that miss their length. */
export interface ExactTexts {
  /** Makes the text of an item: the shared prefix, then so many tokens of its own. */
  make(index: number, ownTokens: number): string;
  /** Warns of texts that are not as long as asked; to be called when no more are made. */
  report(): void;
}

/** Creates a maker of random texts that begin with `--prefix-length` tokens, which all of them share, or take turns in. */
export function createExactTexts(
  { seed, prefixLength, prefixCount, listener }: Pick<
    DatasetContext,
    "seed" | "prefixLength" | "prefixCount" | "listener"
  >,
  tokenizer: Tokenizer,
): ExactTexts {
  // Made when needed: to try the words of a vocabulary takes time.
  let maker: RandomTextMaker | undefined;
  const mismatch = createMismatch(listener);
  return {
    make(index, ownTokens) {
      maker ??= createRandomTextMaker({ tokenizer, prefixTokens: prefixLength, prefixCount, seed });
      const { text, tokens } = maker.make(index, ownTokens);
      mismatch.add(tokens - ownTokens - prefixLength);
      return text;
    },
    report: mismatch.report,
  };
}

/** Prompts that did not get their length, and by how much in all. */
export interface Mismatch {
  add(surplusTokens: number): void;
  report(): void;
}

/** Creates the account of prompts that are not exactly as long as asked. */
export function createMismatch(listener: DatasetContext["listener"]): Mismatch {
  let prompts = 0;
  let tokens = 0;
  return {
    add(surplusTokens) {
      if (surplusTokens === 0) return;
      prompts++;
      tokens += Math.abs(surplusTokens);
    },
    report() {
      if (prompts === 0) return;
      listener.warn(`${prompts} random prompts are not exactly as long as asked: ${tokens} tokens off in all`);
    },
  };
}

/** Returns the user's tokenizer; without one the embedded one, said so. */
export async function loadMeasuringTokenizer(
  { tokenizer, loadEmbeddedTokenizer, listener }: DatasetContext,
): Promise<Tokenizer> {
  if (tokenizer !== null) return tokenizer;
  const embedded = await loadEmbeddedTokenizer();
  listener.info(`Random prompts are measured with ${embedded.name}; give --tokenizer-path for the model's own tokens`);
  return embedded;
}
