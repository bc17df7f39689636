import { isJsonObject } from "../core/json.ts";
import type { JsonObject } from "../core/json.ts";

/** The limits of a reply's length as APIs name them, beside the input or in an object of settings. */
const LIMITS = ["max_tokens", "max_completion_tokens", "max_output_tokens", "num_predict"] as const;
const SETTINGS = ["parameters", "options"] as const;

/** Whether a request asks for a reply of no tokens, as those do that measure nothing but the reading of prompts. */
export function asksForNoTokens(requestBody: Uint8Array): boolean {
  const body = parseBody(requestBody);
  const places = [body, ...SETTINGS.map((name) => body[name]).filter(isJsonObject)];
  return places.some((place) => LIMITS.some((name) => place[name] === 0));
}

function parseBody(bytes: Uint8Array): JsonObject {
  try {
    const body: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return isJsonObject(body) ? body : {};
  } catch {
    return {}; // A user's own API may send what is no JSON.
  }
}
