import { isJsonObject } from "../../core/json.ts";
import type { JsonObject, JsonValue } from "../../core/json.ts";
import type { Message } from "../../core/session.ts";
import { toContentText } from "../bodies/plain_text.ts";

/**
 * Turns chat messages into input items: parts get the names of this API, tool calls and their results become items of
 * their own.
 */
export function toInputItems(messages: readonly Message[]): JsonObject[] {
  return messages.flatMap((message) => {
    if (message.role === "tool") return [toCallOutput(message)];
    const calls = Array.isArray(message.tool_calls) ? message.tool_calls.filter(isJsonObject) : [];
    return [...toMessageItems(message, calls.length > 0), ...calls.map(toCallItem)];
  });
}

/** An assistant message that only calls tools has no text to send. */
function toMessageItems({ tool_calls: _calls, ...message }: Message, hasCalls: boolean): JsonObject[] {
  const { content } = message;
  if (hasCalls && (content === null || content === undefined || content === "")) return [];
  if (!Array.isArray(content)) return [message];
  const parts = content.map((part: JsonValue) => isJsonObject(part) ? toInputPart(part, message.role) : part);
  return [{ ...message, content: parts }];
}

function toInputPart(part: JsonObject, role: JsonValue | undefined): JsonObject {
  if (part.type === "text") return { ...part, type: role === "assistant" ? "output_text" : "input_text" };
  if (part.type !== "image_url") return part;
  const image = part.image_url;
  const { url = null, detail = "auto" } = isJsonObject(image) ? image : { url: image ?? null };
  return { type: "input_image", image_url: url, detail };
}

function toCallItem(call: JsonObject): JsonObject {
  const called = isJsonObject(call.function) ? call.function : {};
  const { name = "", arguments: text = "" } = called;
  return { type: "function_call", call_id: call.id ?? "", name, arguments: text };
}

function toCallOutput(message: Message): JsonObject {
  const output = toContentText(message.content);
  return { type: "function_call_output", call_id: message.tool_call_id ?? "", output };
}
