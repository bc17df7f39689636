import { isJsonObject, type JsonObject, type JsonValue } from "../../core/json.ts";
import type { Message } from "../../core/session.ts";

/** Who speaks, in the form of ShareGPT and its relatives. */
const ROLES: Readonly<Record<string, string>> = {
  human: "user",
  user: "user",
  gpt: "assistant",
  assistant: "assistant",
  bot: "assistant",
  system: "system",
  tool: "tool",
};

/**
 * Makes chat messages of a list in a table: messages with `role` and `content`, or those of ShareGPT with `from` and
 * `value`. Replies at the end are left out, since they are what the service is asked for. Empty members, which tables
 * with columns fill up, are dropped.
 */
export function toMessages(values: readonly unknown[]): readonly Message[] {
  const messages = values.map((value) => toMessage(toJson(value)));
  const last = messages.findLastIndex((message) => message["role"] !== "assistant");
  return messages.slice(0, last + 1);
}

function toMessage(value: JsonValue): Message {
  if (!isJsonObject(value)) return {};
  const { from, value: content } = value;
  if (typeof from !== "string") return withoutEmpty(value);
  return { role: ROLES[from] ?? from, content: content ?? "" };
}

function withoutEmpty(message: JsonObject): Message {
  return Object.fromEntries(Object.entries(message).filter(([, member]) => member !== null));
}

/** Tables hold whole numbers as big ones, which JSON does not know. */
function toJson(value: unknown): JsonValue {
  return JSON.parse(
    JSON.stringify(value, (_, member) => typeof member === "bigint" ? Number(member) : member) ?? "null",
  );
}
