import { DataError } from "../../core/errors.ts";
import type { Tokenizer } from "../../tokenizers/tokenizer.ts";
import { createRing, type Ring } from "./ring.ts";

/** Creates the ring of all ids that may stand in a random prompt. */
export function createIdRing(tokenizer: Tokenizer, seed: number): Ring<number> {
  const [first, ...others] = tokenizer.plainIds();
  if (first === undefined) throw new DataError(`The tokenizer "${tokenizer.name}" has no tokens for random prompts`);
  return createRing([first, ...others], seed);
}
