import type { Usage } from "../dialect.ts";

interface NamedUsage {
  readonly prompt_tokens?: unknown;
  readonly completion_tokens?: unknown;
  readonly input_tokens?: unknown;
  readonly output_tokens?: unknown;
  readonly prompt_tokens_details?: unknown;
  readonly completion_tokens_details?: unknown;
  readonly input_tokens_details?: unknown;
  readonly output_tokens_details?: unknown;
}

interface TokenDetails {
  readonly cached_tokens?: unknown;
  readonly reasoning_tokens?: unknown;
}

/** Reads a usage object with the names of chat completions or of responses; `null` when it has neither count. */
export function readNamedUsage(value: unknown): Usage | null {
  if (typeof value !== "object" || value === null) return null;
  const usage = value as NamedUsage;
  const promptTokens = toCount(usage.input_tokens) ?? toCount(usage.prompt_tokens);
  const completionTokens = toCount(usage.output_tokens) ?? toCount(usage.completion_tokens);
  if (promptTokens === null && completionTokens === null) return null;
  return {
    promptTokens,
    completionTokens,
    cachedTokens: toCount(toDetails(usage.input_tokens_details).cached_tokens) ??
      toCount(toDetails(usage.prompt_tokens_details).cached_tokens),
    reasoningTokens: toCount(toDetails(usage.output_tokens_details).reasoning_tokens) ??
      toCount(toDetails(usage.completion_tokens_details).reasoning_tokens),
  };
}

/** Returns a count of tokens; `null` when the value is none. */
export function toCount(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) && value >= 0 ? value : null;
}

/** Returns the details of a usage object, empty where it has none. */
export function toDetails(value: unknown): TokenDetails {
  return typeof value === "object" && value !== null ? value : {};
}
