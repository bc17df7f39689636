import type { JsonObject } from "../../core/json.ts";
import type { ReplyText } from "../../core/record.ts";
import type { Message } from "../../core/session.ts";

/**
 * Returns the chat message that a reply adds to a history. Reasoning is left out: services drop it from earlier turns,
 * and templates would count it as said.
 */
export function toChatHistory({ content, toolCalls }: ReplyText): Message {
  if (toolCalls === "") return { role: "assistant", content };
  const calls = JSON.parse(toolCalls) as { id: string; name: string; arguments: string }[];
  const entries = calls.map(({ id, name, arguments: text }): JsonObject => ({
    id,
    type: "function",
    function: { name, arguments: text },
  }));
  return { role: "assistant", content: content === "" ? null : content, tool_calls: entries };
}
