import type { DatasetContext } from "../dataset.ts";

/** What the length filter looks at. */
type LengthSettings = Pick<
  DatasetContext,
  "tokenizer" | "applyChatTemplate" | "minPromptLength" | "maxPromptLength"
>;

/** Tells whether a prompt is within the asked length. */
export interface LengthFilter {
  readonly unit: "tokens" | "characters";
  accepts(prompt: string): boolean;
}

/**
 * Creates the filter of `--min-prompt-length` and `--max-prompt-length`, both included. With a tokenizer it counts
 * tokens: those of the rendered chat template where one is applied, else those of the text with special tokens. Without
 * one it counts characters (Unicode code points).
 */
export function createLengthFilter(settings: LengthSettings): LengthFilter {
  const measure = createMeasure(settings);
  const { minPromptLength, maxPromptLength } = settings;
  return {
    unit: settings.tokenizer === null ? "characters" : "tokens",
    accepts(prompt) {
      const length = measure(prompt);
      return length >= minPromptLength && length <= maxPromptLength;
    },
  };
}

function createMeasure({ tokenizer, applyChatTemplate }: LengthSettings): (prompt: string) => number {
  if (tokenizer === null) return countCodePoints;
  const template = applyChatTemplate ? tokenizer.chatTemplate : null;
  if (template === null) return (prompt) => tokenizer.encode(prompt, { addSpecialTokens: true }).length;
  const options = { addGenerationPrompt: true };
  return (prompt) => tokenizer.countTokens(template.render([{ role: "user", content: prompt }], options));
}

function countCodePoints(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}
