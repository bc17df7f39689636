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
  readonly finishReason?: unknown;
  /** Of vLLM beside a finish reason: what of the stop strings or ids ended it. */
  readonly stop_reason?: unknown;
  /** The ids of the tokens that the event brings (vLLM's `return_token_ids`). */
  readonly token_ids?: unknown;
  /** An entry for each token: in `content` of chat completions, in `tokens` of completions. */
  readonly logprobs?: { readonly content?: unknown; readonly tokens?: unknown } | null;
}

/** What a choice adds to a message. */
export interface OpenAiDelta {
  readonly role?: unknown;
  readonly content?: unknown;
  readonly text?: unknown;
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

/** Finds the choice with an index; `null` when the event holds others only. */
export function findPrimaryChoice(choices: readonly unknown[], index: number = 0): OpenAiChoice | null {
  for (const choice of choices) {
    if (isObject(choice) && indexOf(choice) === index) return choice as OpenAiChoice;
  }
  return null;
}

/** Which choice it is; without an index, or with one that is no number, the first. */
export function indexOf({ index }: OpenAiChoice): number {
  const number = typeof index === "string" ? Number(index) : index;
  return typeof number === "number" && Number.isFinite(number) ? number : 0;
}

/** Why a choice has ended; `null` where it has not: some services write an empty reason then. */
export function finishOf(
  { finish_reason: usual, finishReason: camel, stop_reason: stop }: OpenAiChoice,
): string | null {
  return [usual, camel, stop].find((reason): reason is string => typeof reason === "string" && reason !== "") ?? null;
}

/** Whether a request asks for more than one choice: of one prompt, or of several. */
export function asksForSeveral(requestBody: Uint8Array): boolean {
  try {
    const { n, prompt } = JSON.parse(new TextDecoder().decode(requestBody));
    return n > 1 || (Array.isArray(prompt) && prompt.length > 1 && typeof prompt[0] !== "number");
  } catch {
    return false;
  }
}

/** Tells whether a parsed value has members. */
export function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
