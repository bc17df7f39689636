import { DataError } from "../../core/errors.ts";
import type { JsonObject } from "../../core/json.ts";
import type { Turn, TurnInput } from "../../core/session.ts";
import { finishBody, refuseInput, startBody, toReplaceRule } from "../bodies/body_rules.ts";
import type { InputForm } from "../bodies/body_rules.ts";
import type { BodyOptions } from "../dialect.ts";

const INPUT: InputForm = { keys: ["messages", "prompt"], toMembers: toInputMembers };

/**
 * Builds the body of one request from the user's template: `%m` is the model, `%p` the prompt. Nothing is added to it but
 * the extra arguments; of the options that the user gives, those replace a member of the template that have one there.
 */
export function buildTemplateBody(turn: Turn, options: BodyOptions): JsonObject {
  const { settings } = options;
  if (settings.queryTemplate === null && turn.input.kind !== "body") {
    throw new DataError('The API "custom" does not know what to send', {
      hint: 'Give the body, e.g. --query-template \'{"model": "%m", "prompt": "%p"}\', or --api-module FILE',
    });
  }
  const body = startBody(turn.input, options, INPUT);
  const canReplace = toReplaceRule(turn, options);
  for (const [key, value, setting] of toParameters(turn, options)) {
    if (key in body && value !== null && canReplace(setting)) body[key] = value;
  }
  return finishBody(body, turn, options);
}

function toInputMembers(input: TurnInput): JsonObject {
  if (input.kind === "messages") return { messages: input.messages };
  if (input.kind === "text") return { prompt: input.text };
  if (input.kind === "tokens") return { prompt: input.ids };
  if (input.kind === "texts") return { input: input.texts };
  return refuseInput("custom", input);
}

function toParameters(turn: Turn, { settings, model, maxTokens }: BodyOptions) {
  return [
    ["model", model === "" ? null : model, "model"],
    ["max_tokens", turn.maxTokens ?? maxTokens, "maxTokens"],
    ["min_tokens", settings.minTokens, "minTokens"],
    ["seed", settings.seed, "seed"],
    ["stop", settings.stop, "stop"],
    ["stream", settings.stream, "stream"],
    ["temperature", settings.temperature, "temperature"],
    ["top_p", settings.topP, "topP"],
    ["top_k", settings.topK, "topK"],
  ] as const;
}
