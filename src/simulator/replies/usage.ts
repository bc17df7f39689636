import type { JsonObject } from "../../core/json.ts";

/** Token counts of a reply. */
export interface UsageCounts {
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly cachedTokens: number;
  readonly reasoningTokens: number;
}

/** Writes usage as vLLM does; details only where there is something to say. */
export function toUsage(counts: UsageCounts): JsonObject {
  const { promptTokens, completionTokens, cachedTokens, reasoningTokens } = counts;
  return {
    prompt_tokens: promptTokens,
    total_tokens: promptTokens + completionTokens,
    completion_tokens: completionTokens,
    ...(cachedTokens > 0 ? { prompt_tokens_details: { cached_tokens: cachedTokens } } : {}),
    ...(reasoningTokens > 0 ? { completion_tokens_details: { reasoning_tokens: reasoningTokens } } : {}),
  };
}
