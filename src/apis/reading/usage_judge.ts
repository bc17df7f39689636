import type { ReplyNote } from "../../core/reply_notes.ts";
import type { Usage } from "../dialect.ts";
import { isCount } from "./token_usage.ts";

/** What a reply shows of itself beside what it states. */
export interface SeenReply {
  /** Pieces of text or reasoning that came: each has a token at the least. */
  readonly textPieces: number;
  /** The API writes tokens; else their number is 0, whatever the reply says. */
  readonly isWriting: boolean;
}

/** Counts without those that cannot be, and what was wrong with them. */
export interface JudgedUsage {
  readonly usage: Usage | null;
  readonly notes: readonly ReplyNote[];
}

/**
 * Takes away the counts that cannot be: numbers that are no counts, a prompt of no tokens, fewer completion tokens than
 * pieces of text, more cached tokens than the prompt has. What is taken away is `null`, as if it had not been stated.
 */
export function judgeUsage(usage: Usage | null, seen: SeenReply): JudgedUsage {
  if (usage === null) return { usage, notes: [] };
  const { promptTokens, completionTokens, cachedTokens, reasoningTokens } = usage;
  const isPromptGood = promptTokens === null || (isCount(promptTokens) && promptTokens > 0);
  const isCompletionGood = completionTokens === null ||
    (isCount(completionTokens) && (!seen.isWriting || completionTokens >= seen.textPieces));
  const most = isPromptGood ? promptTokens ?? Infinity : Infinity;
  const isCachedGood = cachedTokens === null || (isCount(cachedTokens) && cachedTokens <= most);
  const notes: ReplyNote[] = [];
  if (!isPromptGood) notes.push("impossible_prompt_count");
  if (!isCompletionGood) notes.push("impossible_completion_count");
  if (!isCachedGood) notes.push("impossible_cached_count");
  return {
    usage: {
      promptTokens: isPromptGood ? promptTokens : null,
      completionTokens: isCompletionGood ? completionTokens : null,
      cachedTokens: isCachedGood ? cachedTokens : null,
      reasoningTokens: reasoningTokens !== null && isCount(reasoningTokens) ? reasoningTokens : null,
    },
    notes,
  };
}
