import type { JsonObject, JsonValue } from "../../core/json.ts";
import { isJsonObject } from "../../core/json.ts";
import type { Turn, TurnInput } from "../../core/session.ts";
import { finishBody, refuseInput, setParameter, startBody, toReplaceRule } from "../bodies/body_rules.ts";
import type { InputForm, MutableBody, Parameter } from "../bodies/body_rules.ts";
import type { BodyOptions } from "../dialect.ts";

const INPUT: InputForm = { keys: ["messages", "prompt"], toMembers: toInputMembers };

/**
 * Builds the body of one request. Messages become `messages`, text and token ids `prompt`. The options follow in a fixed
 * order; those that the user gave win over a template's, a complete body of the dataset only gets what it lacks.
 * `extraArgs` and then the turn's own overrides come last.
 */
export function buildOpenAiBody(turn: Turn, options: BodyOptions): JsonObject {
  const body = startBody(turn.input, options, INPUT);
  const late: JsonObject = { ...options.settings.extraArgs, ...turn.bodyOverrides };
  const canReplace = toReplaceRule(turn, options);
  for (const parameter of toParameters(turn, options)) {
    setParameter(body, parameter, canReplace);
    if (parameter[0] === "stream") fitStreamOptions(body, late.stream ?? body.stream);
  }
  return finishBody(body, turn, options);
}

function toInputMembers(input: TurnInput): JsonObject {
  if (input.kind === "messages") return { messages: input.messages };
  if (input.kind === "text") return { prompt: input.text };
  if (input.kind === "tokens") return { prompt: input.ids };
  return refuseInput("openai", input);
}

/** The order is that of the reference tool, so that bodies can be compared as text. */
function toParameters(turn: Turn, { settings, model, maxTokens }: BodyOptions): readonly Parameter[] {
  return [
    ["model", model === "" ? null : model, "model"],
    ["max_tokens", turn.maxTokens ?? maxTokens, "maxTokens"],
    ["min_tokens", settings.minTokens, "minTokens"],
    ["frequency_penalty", settings.frequencyPenalty, "frequencyPenalty"],
    ["repetition_penalty", settings.repetitionPenalty, "repetitionPenalty"],
    ["logprobs", settings.logprobs, "logprobs"],
    ["n", settings.nChoices, "nChoices"],
    ["seed", settings.seed, "seed"],
    ["stop", settings.stop, "stop"],
    ["stream", settings.stream, "stream"],
    ["stop_token_ids", settings.stopTokenIds, "stopTokenIds"],
    ["temperature", settings.temperature, "temperature"],
    ["top_p", settings.topP, "topP"],
    ["top_k", settings.topK, "topK"],
  ];
}

/** A stream is asked for its usage; without a stream services refuse the member. */
function fitStreamOptions(body: MutableBody, stream: JsonValue | undefined): void {
  if (stream !== true) delete body.stream_options;
  else if (body.stream_options !== null) {
    body.stream_options = { include_usage: true, ...(isJsonObject(body.stream_options) ? body.stream_options : {}) };
  }
}
