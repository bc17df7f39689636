import type { JsonObject } from "../../core/json.ts";
import type { ReplyText } from "../../core/record.ts";
import type { Message } from "../../core/session.ts";
import type { ApiDialect } from "../dialect.ts";
import { buildOpenAiBody } from "./openai_body.ts";
import { OpenAiReader } from "./openai_reader.ts";

/**
 * Creates the dialect of chat completions and completions. Which of the two a request is follows from the turn: messages
 * or a prompt; the address is the user's.
 */
export function createOpenAiDialect(): ApiDialect {
  return {
    path: "chat/completions",
    canStream: true,
    buildBody: buildOpenAiBody,
    createReader: () => new OpenAiReader(),
    toHistory: toOpenAiHistory,
  };
}

/** Reasoning is left out: services drop it from earlier turns, and templates would count it as said. */
function toOpenAiHistory({ content, toolCalls }: ReplyText): Message {
  if (toolCalls === "") return { role: "assistant", content };
  const calls = JSON.parse(toolCalls) as { id: string; name: string; arguments: string }[];
  const entries = calls.map(({ id, name, arguments: text }): JsonObject => ({
    id,
    type: "function",
    function: { name, arguments: text },
  }));
  return { role: "assistant", content: content === "" ? null : content, tool_calls: entries };
}
