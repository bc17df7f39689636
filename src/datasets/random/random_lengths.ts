import { UsageError } from "../../core/errors.ts";
import { createRandom, deriveSeed } from "../../core/random.ts";
import type { Tokenizer } from "../../tokenizers/tokenizer.ts";
import type { DatasetContext } from "../dataset.ts";

/** The default of `--max-prompt-length`: nobody means it for random prompts. */
const UNLIMITED_TOKENS = 131_072;

/**
 * Creates the draw of an item's length in tokens, without the shared prefix: uniform over the asked range, less the
 * tokens that the chat template adds.
 */
export function createLengthDraw(context: DatasetContext, tokenizer: Tokenizer): (index: number) => number {
  const { minPromptLength, maxPromptLength, prefixLength, seed, listener } = context;
  const overhead = countTemplateOverhead(context, tokenizer);
  const max = maxPromptLength - overhead;
  if (max < 0 || max + prefixLength < 1) throw toTooShortError(maxPromptLength, overhead);
  if (maxPromptLength >= UNLIMITED_TOKENS) {
    listener.warn(`Random prompts have up to ${maxPromptLength} tokens: limit them with --max-prompt-length`);
  }
  if (minPromptLength > 0 && minPromptLength < overhead) {
    listener.warn(`--min-prompt-length ${minPromptLength} is below the ${overhead} tokens of the chat template alone`);
  }
  // An empty prompt is refused by services.
  const min = Math.max(prefixLength > 0 ? 0 : 1, minPromptLength - overhead);
  return (index) => createRandom(deriveSeed(seed, `length/${index}`)).integer(min, max);
}

/** Counts the tokens that a chat template adds to a prompt: those of an empty message with the generation prompt. */
export function countTemplateOverhead(context: DatasetContext, tokenizer: Tokenizer): number {
  if (!context.applyChatTemplate || context.tokenizePrompt || tokenizer.chatTemplate === null) return 0;
  const empty = tokenizer.chatTemplate.render([{ role: "user", content: "" }], { addGenerationPrompt: true });
  return tokenizer.countTokens(empty);
}

function toTooShortError(maxPromptLength: number, overhead: number): UsageError {
  const beside = overhead === 0 ? "" : ` beside the ${overhead} of the chat template`;
  return new UsageError(`--max-prompt-length ${maxPromptLength} leaves no token for the prompt${beside}`, {
    hint: `Give at least ${overhead + 1}`,
  });
}
