import type { Turn } from "../../core/session.ts";
import type { DatasetContext } from "../dataset.ts";
import { createExactTexts, createMismatch, loadMeasuringTokenizer } from "../random/exact_texts.ts";
import { countTemplateOverhead } from "../random/random_lengths.ts";
import { type BlockRequest, createBlockIds, createBlockTexts } from "./block_texts.ts";

/** A prompt that a trace asks for. */
export type PromptRequest = Omit<BlockRequest, "hashIds"> & {
  /** `null`: the prompt shares nothing with others. */
  readonly hashIds: BlockRequest["hashIds"] | null;
};

/** Makes prompts of which a trace tells the lengths alone. */
export interface TracePrompts {
  make(request: PromptRequest): Pick<Turn, "input" | "promptTokens">;
  /** Warns of prompts that are not as long as asked; to be called when no more are made. */
  report(): void;
}

/**
 * Creates the maker of a trace's prompts. A length is that of the whole prompt, so what the chat template adds is taken
 * off the text.
 */
export async function createTracePrompts(context: DatasetContext, blockTokens: number): Promise<TracePrompts> {
  const tokenizer = await loadMeasuringTokenizer(context);
  const settings = { tokenizer, seed: context.seed, blockTokens };
  const mismatch = createMismatch(context.listener);
  if (context.tokenizePrompt) {
    const blocks = createBlockIds(settings);
    return {
      make(request) {
        const ids = blocks.make({ ...request, hashIds: request.hashIds ?? [] });
        return { input: { kind: "tokens", ids }, promptTokens: ids.length };
      },
      report: mismatch.report,
    };
  }
  const overhead = countTemplateOverhead(context, tokenizer);
  const texts = createExactTexts({ ...context, prefixLength: 0 }, tokenizer);
  const blocks = createBlockTexts(settings);
  const makeText = ({ index, tokens, hashIds }: PromptRequest): string => {
    if (hashIds === null) return texts.make(index, tokens);
    const fitted = blocks.make({ index, tokens, hashIds });
    mismatch.add(fitted.tokens - tokens);
    return fitted.text;
  };
  return {
    make(request) {
      const text = makeText({ ...request, tokens: Math.max(1, request.tokens - overhead) });
      if (!context.applyChatTemplate) return { input: { kind: "text", text } };
      return { input: { kind: "messages", messages: [{ role: "user", content: text }] } };
    },
    report() {
      texts.report();
      mismatch.report();
    },
  };
}
