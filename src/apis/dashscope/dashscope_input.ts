import { isJsonObject } from "../../core/json.ts";
import type { JsonObject, JsonValue } from "../../core/json.ts";
import type { Message } from "../../core/session.ts";

/** Members of chat parts, with the names they have here. */
const PART_NAMES: Readonly<Record<string, string>> = {
  text: "text",
  image_url: "image",
  video_url: "video",
  input_audio: "audio",
};

/** Turns chat messages into those of multimodal generation: the content of each is a list of parts. */
export function toMultimodalMessages(messages: readonly Message[]): JsonObject[] {
  return messages.map((message) => ({ ...message, content: toParts(message.content) }));
}

function toParts(content: JsonValue | undefined): JsonValue {
  if (!Array.isArray(content)) return [{ text: content ?? "" }];
  return content.map((part: JsonValue) => isJsonObject(part) ? toPart(part) : part);
}

/** A part that has a type is one of chat completions; others are taken for this API's own. */
function toPart(part: JsonObject): JsonObject {
  const type = typeof part.type === "string" ? part.type : "";
  const name = PART_NAMES[type];
  if (name === undefined) return part;
  const value = part[type] ?? "";
  return { [name]: isJsonObject(value) ? value.url ?? value.data ?? "" : value };
}
