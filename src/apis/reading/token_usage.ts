import type { Usage } from "../dialect.ts";

/** No prompt and no reply has more tokens; larger numbers are counters gone wrong. */
const MAX_COUNT = 1e9;

/** What is known when nothing is. */
export const NO_COUNTS: Usage = {
  promptTokens: null,
  completionTokens: null,
  cachedTokens: null,
  reasoningTokens: null,
};

/** Where each count stands in a usage object, as a path of names; the first that is there holds. */
const COUNT_PATHS: Readonly<Record<keyof Usage, readonly (readonly string[])[]>> = {
  promptTokens: [
    ["prompt_tokens"],
    ["input_tokens"],
    ["promptTokens"],
    ["inputTokens"],
    ["promptTokenCount"],
    ["inputTokenCount"],
    ["prompt_token_count"],
    ["input_token_count"],
  ],
  completionTokens: [
    ["completion_tokens"],
    ["output_tokens"],
    ["completionTokens"],
    ["outputTokens"],
    ["candidatesTokenCount"],
    ["outputTokenCount"],
    ["generated_tokens"],
    ["output_token_count"],
    ["predicted_n"],
  ],
  cachedTokens: [
    ["prompt_tokens_details", "cached_tokens"],
    ["input_tokens_details", "cached_tokens"],
    ["cached_tokens"],
    ["prompt_cache_hit_tokens"],
    ["cache_read_input_tokens"],
    ["cached_prompt_tokens"],
    ["num_cached_tokens"],
    ["promptTokensDetails", "cachedTokens"],
    ["cachedContentTokenCount"],
    ["cacheReadInputTokenCount"],
    ["cache_n"],
  ],
  reasoningTokens: [
    ["completion_tokens_details", "reasoning_tokens"],
    ["output_tokens_details", "reasoning_tokens"],
    ["reasoning_tokens"],
    ["completionTokensDetails", "reasoningTokens"],
    ["thoughtsTokenCount"],
  ],
};

/**
 * Reads a usage object, whichever names it gives its counts; `null` when it has neither of the two main ones. A list of
 * them holds the parts of one usage: its counts are their sums.
 */
export function readUsageObject(value: unknown): Usage | null {
  if (Array.isArray(value)) return value.map(readUsageObject).reduce(addUsage, null);
  if (!hasMembers(value)) return null;
  const promptTokens = countAt(value, COUNT_PATHS.promptTokens);
  const completionTokens = countAt(value, COUNT_PATHS.completionTokens);
  if (promptTokens === null && completionTokens === null) return null;
  return {
    promptTokens,
    completionTokens,
    cachedTokens: countAt(value, COUNT_PATHS.cachedTokens),
    reasoningTokens: countAt(value, COUNT_PATHS.reasoningTokens),
  };
}

/**
 * Returns a count of tokens: a whole number, also where it is written as text or as 12.0. `null` where there is nothing
 * of the kind, `NaN` where a number is no count (-1, 2.5, 1e308): it stays `NaN` through sums, and `judgeUsage` says so.
 */
export function toCount(value: unknown): number | null {
  const number = typeof value === "string" && /^\s*-?\d+(\.\d+)?\s*$/.test(value) ? Number(value) : value;
  if (typeof number !== "number") return null;
  return isCount(number) ? number : NaN;
}

/** Tells whether a number can be a count of tokens. */
export function isCount(number: number): boolean {
  return Number.isInteger(number) && number >= 0 && number <= MAX_COUNT;
}

/** Returns the counts of one usage with those of another where it has none. */
export function fillUsage(usage: Usage | null, other: Usage | null): Usage | null {
  if (usage === null || other === null) return usage ?? other;
  return {
    promptTokens: usage.promptTokens ?? other.promptTokens,
    completionTokens: usage.completionTokens ?? other.completionTokens,
    cachedTokens: usage.cachedTokens ?? other.cachedTokens,
    reasoningTokens: usage.reasoningTokens ?? other.reasoningTokens,
  };
}

function addUsage(sum: Usage | null, part: Usage | null): Usage | null {
  if (sum === null || part === null) return sum ?? part;
  return {
    promptTokens: addCounts(sum.promptTokens, part.promptTokens),
    completionTokens: addCounts(sum.completionTokens, part.completionTokens),
    cachedTokens: addCounts(sum.cachedTokens, part.cachedTokens),
    reasoningTokens: addCounts(sum.reasoningTokens, part.reasoningTokens),
  };
}

function addCounts(sum: number | null, count: number | null): number | null {
  return sum === null || count === null ? sum ?? count : sum + count;
}

function countAt(usage: Members, paths: readonly (readonly string[])[]): number | null {
  for (const path of paths) {
    const count = toCount(memberAt(usage, path));
    if (count !== null) return count;
  }
  return null;
}

function memberAt(value: Members, [first = "", second]: readonly string[]): unknown {
  const member = value[first];
  if (second === undefined) return member;
  return hasMembers(member) ? member[second] : undefined;
}

type Members = Readonly<Record<string, unknown>>;

function hasMembers(value: unknown): value is Members {
  return typeof value === "object" && value !== null;
}
