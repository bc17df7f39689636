import { isJsonObject } from "../../core/json.ts";
import type { JsonObject } from "../../core/json.ts";
import type { Turn, TurnInput } from "../../core/session.ts";
import { finishBody, refuseInput, setParameter, startBody, toReplaceRule } from "../bodies/body_rules.ts";
import type { InputForm, Parameter } from "../bodies/body_rules.ts";
import type { BodyOptions } from "../dialect.ts";
import { toConversation } from "./messages_input.ts";

/** The API demands a limit: this one where neither the user nor the dataset gives any. */
const DEFAULT_MAX_TOKENS = 2048;

const INPUT: InputForm = { keys: ["messages", "system"], toMembers: toInputMembers, adaptBody };

/**
 * Builds the body of one request. System messages become `system`, text one message of the user. Only what the API knows
 * is sent: `seed`, penalties, `n` and `min_tokens` are not.
 */
export function buildMessagesBody(turn: Turn, options: BodyOptions): JsonObject {
  const body = startBody(turn.input, options, INPUT);
  const canReplace = toReplaceRule(turn, options);
  for (const parameter of toParameters(turn, options)) setParameter(body, parameter, canReplace);
  return finishBody(body, turn, options);
}

function toInputMembers(input: TurnInput): JsonObject {
  if (input.kind === "messages") return toConversation(input.messages);
  if (input.kind === "text") return { messages: [{ role: "user", content: input.text }] };
  return refuseInput("messages", input);
}

/** Bodies written for chat completions have their system messages among the others. */
function adaptBody({ messages, stream_options: _streamOptions, ...rest }: JsonObject): JsonObject {
  if (!Array.isArray(messages)) return messages === undefined ? rest : { messages, ...rest };
  return { ...toConversation(messages.filter(isJsonObject)), ...rest };
}

function toParameters(turn: Turn, { settings, model, maxTokens }: BodyOptions): readonly Parameter[] {
  return [
    ["model", model === "" ? null : model, "model"],
    ["max_tokens", turn.maxTokens ?? maxTokens ?? DEFAULT_MAX_TOKENS, "maxTokens"],
    ["stop_sequences", settings.stop, "stop"],
    ["stream", settings.stream, "stream"],
    ["temperature", settings.temperature, "temperature"],
    ["top_p", settings.topP, "topP"],
    ["top_k", settings.topK, "topK"],
  ];
}
