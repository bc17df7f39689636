import { isJsonObject } from "../../core/json.ts";
import type { Usage } from "../dialect.ts";
import { readUsageObject, toCount } from "../reading/token_usage.ts";

/**
 * Keeps the counts of a reply. They come in `message_start` and again, cumulative and not always whole, in
 * `message_delta`; the later ones hold. `input_tokens` leaves out what the cache served or took up: the prompt is all
 * three together.
 */
export class MessagesUsage {
  #input: number | null = null;
  #output: number | null = null;
  #cacheRead: number | null = null;
  #cacheCreation: number | null = null;

  /** Takes the usage of an event or a body; returns the output tokens it states. */
  add(usage: unknown): number | null {
    if (!isJsonObject(usage)) return null;
    const counts = readUsageObject(usage);
    const output = counts?.completionTokens ?? null;
    this.#input = counts?.promptTokens ?? this.#input;
    this.#output = output ?? this.#output;
    this.#cacheRead = toCount(usage.cache_read_input_tokens) ?? toCount(usage.cacheReadInputTokenCount) ??
      this.#cacheRead;
    this.#cacheCreation = toCount(usage.cache_creation_input_tokens) ?? this.#cacheCreation;
    return output;
  }

  /** Returns the counts of the whole reply; `null` when it stated none. */
  total(): Usage | null {
    if (this.#input === null && this.#output === null) return null;
    const prompt = this.#input === null ? null : this.#input + (this.#cacheRead ?? 0) + (this.#cacheCreation ?? 0);
    return {
      promptTokens: prompt,
      completionTokens: this.#output,
      cachedTokens: this.#cacheRead,
      reasoningTokens: null,
    };
  }
}
