import { isJsonObject } from "../core/json.ts";
import type { JsonObject } from "../core/json.ts";
import type { ReplyState } from "./dialect.ts";

/** The limits of a reply's length as APIs name them, beside the input or in an object of settings. */
const LIMITS = ["max_tokens", "max_completion_tokens", "max_output_tokens", "num_predict"] as const;
const SETTINGS = ["parameters", "options"] as const;

/** Whether a request asks for a reply of no tokens, as those do that measure nothing but the reading of prompts. */
export function asksForNoTokens(requestBody: Uint8Array): boolean {
  return limitsOf(parseBody(requestBody)).includes(0);
}

/** UTF-8 takes so many bytes for a unit of a text, and no token is shorter than a byte. */
const MOST_BYTES_A_UNIT = 3;

/**
 * Whether a reply states more tokens than its texts can hold and than the request allowed. More than the texts can hold
 * alone may be reasoning that is not shown.
 */
export function exceedsLimit({ usage, text }: ReplyState, requestBody: Uint8Array): boolean {
  const stated = usage?.completionTokens ?? 0;
  const units = text.content.length + text.reasoning.length + text.toolCalls.length;
  if (stated <= units * MOST_BYTES_A_UNIT) return false;
  const body = parseBody(requestBody);
  const limits = limitsOf(body);
  return limits.length > 0 && stated > Math.max(...limits) * repliesOf(body);
}

function limitsOf(body: JsonObject): readonly number[] {
  const places = [body, ...SETTINGS.map((name) => body[name]).filter(isJsonObject)];
  return places.flatMap((place) => LIMITS.map((name) => place[name])).filter((limit) => typeof limit === "number");
}

/** Replies that the count is of: choices of each prompt. */
function repliesOf({ n, best_of: tried, prompt }: JsonObject): number {
  const choices = Math.max(1, ...[n, tried].filter((count) => typeof count === "number"));
  return choices * (Array.isArray(prompt) && typeof prompt[0] !== "number" ? prompt.length : 1);
}

function parseBody(bytes: Uint8Array): JsonObject {
  try {
    const body: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return isJsonObject(body) ? body : {};
  } catch {
    return {}; // A user's own API may send what is no JSON.
  }
}
