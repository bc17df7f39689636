import { DataError } from "../../core/errors.ts";
import { isJsonObject } from "../../core/json.ts";
import type { JsonObject, JsonValue } from "../../core/json.ts";
import type { Message } from "../../core/session.ts";
import { toContentText } from "../bodies/plain_text.ts";

/** Turns a chat message into one of Ollama's: content as text, images apart as Base64, arguments of calls as objects. */
export function toOllamaMessage(message: Message): JsonObject {
  const { role = "user", content, tool_calls: calls, tool_call_id: _id, name, ...rest } = message;
  const images = Array.isArray(content) ? content.filter(isImage).map(toImage) : [];
  return {
    role: role === "developer" ? "system" : role,
    content: toContentText(content),
    ...rest,
    ...(images.length === 0 ? {} : { images }),
    ...(Array.isArray(calls) ? { tool_calls: calls.filter(isJsonObject).map(toCall) } : {}),
    ...(role === "tool" && name !== undefined ? { tool_name: name } : {}),
  };
}

function isImage(part: JsonValue): part is JsonObject {
  return isJsonObject(part) && part.type === "image_url";
}

function toImage({ image_url: image }: JsonObject): string {
  const url = String(isJsonObject(image) ? image.url : image);
  const [, data] = /^data:[^,]*;base64,(.*)$/s.exec(url) ?? [];
  if (data !== undefined) return data;
  throw new DataError(`The API "ollama" cannot send the image "${url.slice(0, 80)}"`, {
    hint: "It takes images as data: only, not by address",
  });
}

function toCall({ function: called }: JsonObject): JsonObject {
  const { name = "", arguments: typed = {} } = isJsonObject(called) ? called : {};
  return { function: { name, arguments: toArguments(typed) } };
}

/** A model may have written arguments that are no object; Ollama takes objects only. */
function toArguments(typed: JsonValue): JsonObject {
  if (isJsonObject(typed)) return typed;
  try {
    const value: unknown = JSON.parse(String(typed));
    return isJsonObject(value) ? value : {};
  } catch {
    return {};
  }
}
