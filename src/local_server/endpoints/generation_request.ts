import { isJsonObject, type JsonObject, type JsonValue } from "../../core/json.ts";
import { ApiError } from "../http/api_error.ts";
import type { Prompt, Sampling } from "../models/causal_model.ts";
import { readNumber, readTexts } from "./body_fields.ts";

/** What the completions endpoint takes when the request says nothing, as OpenAI defines it. */
const COMPLETION_TOKENS = 16;

/** Reads how a text is to be continued. Throws an `ApiError` for what this server cannot do. */
export function readSampling(body: JsonObject, endpoint: "chat" | "completion"): Sampling {
  refuseUnknown(body);
  const defaultTokens = endpoint === "chat" ? null : COMPLETION_TOKENS;
  return {
    maxTokens: readNumber(body, "max_completion_tokens", 1) ?? readNumber(body, "max_tokens", 1) ?? defaultTokens,
    minTokens: readNumber(body, "min_tokens", 0) ?? 0,
    temperature: readNumber(body, "temperature", 0) ?? 1,
    topP: readNumber(body, "top_p", 0) ?? 1,
    topK: Math.max(0, readNumber(body, "top_k") ?? 0),
    repetitionPenalty: readNumber(body, "repetition_penalty", 0),
    stop: readTexts(body, "stop").filter((text) => text !== ""),
    ignoreEos: body["ignore_eos"] === true,
    seed: readNumber(body, "seed"),
  };
}

function refuseUnknown(body: JsonObject): void {
  const choices = readNumber(body, "n", 1) ?? 1;
  if (choices !== 1) throw new ApiError(400, "n must be 1: the local server gives one choice");
  const { logprobs } = body;
  if (logprobs !== undefined && logprobs !== null && logprobs !== false) {
    throw new ApiError(400, "logprobs are not known to the local server");
  }
}

/** Reads the messages of a chat request. */
export function readMessages(body: JsonObject): Prompt {
  const { messages, tools, chat_template_kwargs: settings } = body;
  if (!Array.isArray(messages) || messages.length === 0) throw new ApiError(400, "messages must be a list of messages");
  const template = { ...(isJsonObject(settings) ? settings : {}), ...(Array.isArray(tools) ? { tools } : {}) };
  return { kind: "messages", messages: messages.map(toPlainMessage), template };
}

/** Templates of text models take texts, not parts. */
function toPlainMessage(message: JsonValue): JsonValue {
  if (!isJsonObject(message)) throw new ApiError(400, "A message must be an object");
  const { content } = message;
  return Array.isArray(content) ? { ...message, content: content.map(toText).join("") } : message;
}

function toText(part: JsonValue): string {
  if (isJsonObject(part) && typeof part["text"] === "string") return part["text"];
  throw new ApiError(400, "The local server takes text only, no images");
}

/** Reads the prompt of a completion: one text, or the ids of its tokens. */
export function readPrompt({ prompt }: JsonObject): Prompt {
  const one = Array.isArray(prompt) && prompt.length === 1 && typeof prompt[0] !== "number" ? prompt[0] : prompt;
  if (typeof one === "string") return { kind: "text", text: one };
  if (Array.isArray(one) && one.length > 0 && one.every((id) => Number.isInteger(id))) {
    return { kind: "tokens", ids: one.map(Number) };
  }
  throw new ApiError(400, "prompt must be one text or one list of token ids");
}
