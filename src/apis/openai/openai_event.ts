/**
 * The members of OpenAI-compatible replies that are read, of stream events and of whole bodies. Everything may be
 * missing, `null` or of another type than the standard says: what is not checked here is `unknown`.
 */
export interface OpenAiEvent {
  readonly choices?: unknown;
  /** `chat.completion` in a stream: not an event but the whole reply once more. */
  readonly object?: unknown;
  /** How long llama.cpp took for what. */
  readonly timings?: unknown;
}

/** One choice of an event (`delta` or `text`) or of a whole body (`message` or `text`). */
export interface OpenAiChoice {
  readonly index?: unknown;
  readonly delta?: OpenAiDelta | null;
  readonly message?: OpenAiDelta | null;
  readonly text?: unknown;
  readonly finish_reason?: unknown;
  /** The ids of the tokens that the event brings (vLLM's `return_token_ids`). */
  readonly token_ids?: unknown;
  /** An entry for each token: in `content` of chat completions, in `tokens` of completions. */
  readonly logprobs?: { readonly content?: unknown; readonly tokens?: unknown } | null;
}

/** What a choice adds to a message. */
export interface OpenAiDelta {
  readonly role?: unknown;
  readonly content?: unknown;
  readonly refusal?: unknown;
  readonly reasoning_content?: unknown;
  readonly reasoning?: unknown;
  readonly reasoning_text?: unknown;
  readonly thinking?: unknown;
  readonly reasoning_details?: unknown;
  readonly tool_calls?: unknown;
  /** The older form of a tool call. */
  readonly function_call?: unknown;
  /** Sound as base64 `data`, and what it says as `transcript`. */
  readonly audio?: unknown;
}

/** Finds the choice with index 0; `null` when the event holds others only. */
export function findPrimaryChoice(choices: readonly unknown[]): OpenAiChoice | null {
  for (const choice of choices) {
    if (isObject(choice) && ((choice as OpenAiChoice).index ?? 0) === 0) return choice as OpenAiChoice;
  }
  return null;
}

/** Tells whether a parsed value has members. */
export function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
