import { isJsonObject } from "../../core/json.ts";
import type { JsonObject } from "../../core/json.ts";
import type { Turn, TurnInput } from "../../core/session.ts";
import { finishBody, refuseInput, setParameter, startBody, toReplaceRule } from "../bodies/body_rules.ts";
import type { InputForm, Parameter } from "../bodies/body_rules.ts";
import type { BodyOptions } from "../dialect.ts";
import { toInputItems } from "./responses_input.ts";

const INPUT: InputForm = { keys: ["input"], toMembers: toInputMembers, adaptBody };

/**
 * Builds the body of one request: text and messages become `input`, so do the `messages` of a complete body. Besides the
 * parameters of the API itself it sends those that inference servers take here too, when the user gives them. `seed` is
 * not among them: it also seeds the workload, and the hosted service refuses it.
 */
export function buildResponsesBody(turn: Turn, options: BodyOptions): JsonObject {
  const body = startBody(turn.input, options, INPUT);
  const canReplace = toReplaceRule(turn, options);
  for (const parameter of toParameters(turn, options)) setParameter(body, parameter, canReplace);
  return finishBody(body, turn, options);
}

function toInputMembers(input: TurnInput): JsonObject {
  if (input.kind === "messages") return { input: toInputItems(input.messages) };
  if (input.kind === "text") return { input: input.text };
  return refuseInput("openai_responses", input);
}

function adaptBody({ messages, ...rest }: JsonObject): JsonObject {
  if (!Array.isArray(messages) || rest.input !== undefined) return rest;
  return { input: toInputItems(messages.filter(isJsonObject)), ...rest };
}

function toParameters(turn: Turn, { settings, model, maxTokens }: BodyOptions): readonly Parameter[] {
  return [
    ["model", model === "" ? null : model, "model"],
    ["max_output_tokens", turn.maxTokens ?? maxTokens, "maxTokens"],
    ["frequency_penalty", settings.frequencyPenalty, "frequencyPenalty"],
    ["repetition_penalty", settings.repetitionPenalty, "repetitionPenalty"],
    ["include", settings.logprobs === true ? ["message.output_text.logprobs"] : null, "logprobs"],
    ["stop", settings.stop, "stop"],
    ["stream", settings.stream, "stream"],
    ["temperature", settings.temperature, "temperature"],
    ["top_p", settings.topP, "topP"],
    ["top_k", settings.topK, "topK"],
  ];
}
