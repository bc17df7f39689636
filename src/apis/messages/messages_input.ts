import { isJsonObject } from "../../core/json.ts";
import type { JsonObject, JsonValue } from "../../core/json.ts";
import type { Message } from "../../core/session.ts";
import { toContentText } from "../bodies/plain_text.ts";

const SYSTEM_ROLES: ReadonlySet<unknown> = new Set(["system", "developer"]);

/** Turns chat messages into those of this API: system messages apart, parts and tool calls as content blocks. */
export function toConversation(messages: readonly Message[]): JsonObject {
  const isSystem = ({ role }: Message) => SYSTEM_ROLES.has(role);
  const system = messages.filter(isSystem).map(({ content }) => toContentText(content)).join("\n\n");
  const turns = joinResults(messages.filter((message) => !isSystem(message)).map(toTurn));
  return system === "" ? { messages: turns } : { system, messages: turns };
}

function toTurn(message: Message): JsonObject {
  if (message.role === "tool") return { role: "user", content: [toResultBlock(message)] };
  const calls = Array.isArray(message.tool_calls) ? message.tool_calls.filter(isJsonObject) : [];
  if (calls.length === 0) return { role: message.role ?? "user", content: toContent(message.content) };
  const text = toContentText(message.content);
  const blocks = text === "" ? [] : [{ type: "text", text }];
  return { role: "assistant", content: [...blocks, ...calls.map(toCallBlock)] };
}

function toContent(content: JsonValue | undefined): JsonValue {
  if (!Array.isArray(content)) return content ?? "";
  return content.map((part: JsonValue) => isJsonObject(part) && part.type === "image_url" ? toImage(part) : part);
}

/** Data addresses carry the picture itself, others name it. */
function toImage({ image_url: image }: JsonObject): JsonObject {
  const url = isJsonObject(image) ? image.url : image;
  const [, mediaType, data] = /^data:([^;,]+);base64,(.*)$/s.exec(String(url)) ?? [];
  const source: JsonObject = mediaType === undefined || data === undefined
    ? { type: "url", url: url ?? "" }
    : { type: "base64", media_type: mediaType, data };
  return { type: "image", source };
}

function toCallBlock(call: JsonObject): JsonObject {
  const called = isJsonObject(call.function) ? call.function : {};
  return { type: "tool_use", id: call.id ?? "", name: called.name ?? "", input: toInput(called.arguments) };
}

/** A model may have written arguments that are no object; the API takes objects only. */
function toInput(text: JsonValue | undefined): JsonObject {
  try {
    const value: unknown = JSON.parse(String(text));
    return isJsonObject(value) ? value : {};
  } catch {
    return {};
  }
}

function toResultBlock(message: Message): JsonObject {
  const content = toContentText(message.content);
  return { type: "tool_result", tool_use_id: message.tool_call_id ?? "", content };
}

/** Results of calls made together must come together. */
function joinResults(turns: readonly JsonObject[]): JsonObject[] {
  const joined: JsonObject[] = [];
  for (const turn of turns) {
    const last = joined.at(-1);
    if (last === undefined || !isResults(last) || !isResults(turn)) joined.push(turn);
    else joined[joined.length - 1] = { role: "user", content: [...blocksOf(last), ...blocksOf(turn)] };
  }
  return joined;
}

function isResults(turn: JsonObject): boolean {
  return blocksOf(turn).some((block) => isJsonObject(block) && block.type === "tool_result");
}

function blocksOf({ content }: JsonObject): readonly JsonValue[] {
  return Array.isArray(content) ? content : [];
}
