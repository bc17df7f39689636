import { isJsonObject } from "../../core/json.ts";
import type { JsonObject, JsonValue } from "../../core/json.ts";
import { toCount } from "./token_usage.ts";

/**
 * Returns the tokens of the input that a service without output states: `usage` (`prompt_tokens`, `input_tokens`, else
 * `total_tokens`), Ollama's `prompt_eval_count`, Cohere's `meta.tokens` or `meta.billed_units`. Cohere's search units are no tokens.
 */
export function toInputTokens(body: JsonValue): number | null {
  if (!isJsonObject(body)) return null;
  const { prompt_tokens: prompt, input_tokens: input, total_tokens: total } = memberOf(body, "usage");
  const meta = memberOf(body, "meta");
  return toCount(prompt) ?? toCount(input) ?? toCount(total) ?? toCount(memberOf(meta, "tokens").input_tokens) ??
    toCount(memberOf(meta, "billed_units").input_tokens) ?? toCount(body.prompt_eval_count);
}

function memberOf(object: JsonObject, key: string): JsonObject {
  const member = object[key];
  return isJsonObject(member) ? member : {};
}
