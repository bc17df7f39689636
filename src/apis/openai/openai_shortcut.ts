import type { JsonObject } from "../../core/json.ts";
import type { ScanRules, TextKind } from "../scanning/scan_rules.ts";
import { MessageGatherer } from "./message_gatherer.ts";
import { findUsage } from "../reading/usage_places.ts";
import { findPrimaryChoice, finishOf, isObject } from "./openai_event.ts";
import type { OpenAiChoice } from "./openai_event.ts";

/** What differs from event to event of chat completions and completions. */
export const OPENAI_RULES: ScanRules = {
  read: new Set([
    "choices.*.text",
    "choices.*.delta.content",
    "choices.*.delta.refusal",
    "choices.*.delta.reasoning",
    "choices.*.delta.reasoning_content",
    "choices.*.delta.reasoning_text",
    "choices.*.delta.thinking",
    "choices.*.delta.reasoning_details.*.text",
    "choices.*.token_ids",
    "choices.*.delta.tool_calls.*.id",
    "choices.*.delta.tool_calls.*.function.name",
    "choices.*.delta.tool_calls.*.function.arguments",
    "usage.prompt_tokens",
    "usage.completion_tokens",
    "usage.prompt_tokens_details.cached_tokens",
    "usage.completion_tokens_details.reasoning_tokens",
    "timings.prompt_n",
    "timings.predicted_n",
    "timings.cache_n",
    "timings.prompt_ms",
    "timings.predicted_ms",
  ]),
  unread: new Set([
    "id",
    "created",
    "model",
    "system_fingerprint",
    "service_tier",
    "provider",
    // OpenAI hides the length of its events behind a text of random length.
    "obfuscation",
    "timings.prompt_per_token_ms",
    "timings.prompt_per_second",
    "timings.predicted_per_token_ms",
    "timings.predicted_per_second",
    "usage.total_tokens",
    // How many tokens it has is a part of an event's form, as each has a text.
    "choices.*.logprobs",
  ]),
};

/** Tells which text an event brings when that is all it does; `null` when it does more. */
export function textKindOf(event: JsonObject, text: string): TextKind | null {
  const choices = Array.isArray(event.choices) ? event.choices : [];
  const choice = findPrimaryChoice(choices);
  if (choices.length !== 1 || choice === null) return null;
  if (finishOf(choice) !== null || findUsage(event) !== null || event.timings !== undefined) return null;
  const message = new MessageGatherer();
  const kind = message.add(choice);
  const { content, reasoning, toolCalls } = message.toReply();
  if (toolCalls !== "" || message.notes().length > 0 || content + reasoning !== text) return null;
  if (kind === "content" && content === text) return isObject(choice.delta) ? "content" : textMemberOf(choice, text);
  return kind === "reasoning" && isObject(choice.delta) ? "reasoning" : null;
}

function textMemberOf({ text }: OpenAiChoice, expected: string): TextKind | null {
  return text === expected ? "text" : null;
}
