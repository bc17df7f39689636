import { isJsonObject, type JsonObject } from "../../core/json.ts";
import type { Turn } from "../../core/session.ts";

/** What the limit is called by the chat, completions and responses APIs. */
const LIMIT_KEYS = ["max_completion_tokens", "max_output_tokens"] as const;

/**
 * Makes the turn of a body whose reply is to have so many tokens. The end of text is ignored, except where the reply
 * must end by itself to be right: structured output, and tools that must be called.
 */
export function matchOutputLength(recorded: JsonObject, completionTokens: number): Turn {
  const { max_tokens: _, ...others } = recorded;
  const given = LIMIT_KEYS.filter((key) => key in recorded);
  const limits = Object.fromEntries(given.map((key) => [key, completionTokens]));
  const body = { ...others, ...limits, ...(mustEndByItself(recorded) ? {} : { ignore_eos: true }) };
  return { input: { kind: "body", body }, maxTokens: completionTokens };
}

function mustEndByItself(body: JsonObject): boolean {
  const format = body["response_format"];
  const type = isJsonObject(format) ? format["type"] : undefined;
  if (type === "json_object" || type === "json_schema") return true;
  const tools = body["tools"];
  const choice = body["tool_choice"] ?? null;
  return Array.isArray(tools) && tools.length > 0 && choice !== null && choice !== "auto" && choice !== "none";
}
