import type { GenerationSettings } from "../../core/generation.ts";
import type { JsonObject, JsonValue } from "../../core/json.ts";
import type { Turn, TurnInput } from "../../core/session.ts";
import type { BodyOptions } from "../dialect.ts";
import { fillTemplate } from "./openai_template.ts";

type MutableBody = Record<string, JsonValue>;

/**
 * Builds the body of one request. Messages become `messages`, text and token ids `prompt`. The options follow in a fixed
 * order; those that the user gave win over a template's, a complete body of the dataset only gets what it lacks.
 * `extraArgs` and then the turn's own overrides come last.
 */
export function buildOpenAiBody(turn: Turn, options: BodyOptions): JsonObject {
  const { settings } = options;
  const body: MutableBody = { ...toStart(turn.input, options) };
  const late: JsonObject = { ...settings.extraArgs, ...turn.bodyOverrides };
  const canReplace = toReplaceRule(turn, options);
  for (const [key, value, setting] of toParameters(turn, options)) {
    if (value !== null && (!(key in body) || canReplace(setting))) body[key] = value;
    if (key === "stream") fitStreamOptions(body, late.stream ?? body.stream);
  }
  return { ...body, ...late };
}

/** What is in the body before any option of the command line. */
function toStart(input: TurnInput, { settings, model }: BodyOptions): JsonObject {
  const template = settings.queryTemplate;
  if (input.kind === "body") return { ...withoutInput(template ?? {}), ...input.body };
  const own = toInputMembers(input);
  return template === null ? own : fillTemplate(template, { input, members: own, model });
}

function withoutInput({ messages: _messages, prompt: _prompt, ...rest }: JsonObject): JsonObject {
  return rest;
}

function toInputMembers(input: TurnInput): JsonObject {
  if (input.kind === "messages") return { messages: input.messages };
  if (input.kind === "text") return { prompt: input.text };
  if (input.kind === "tokens") return { prompt: input.ids };
  throw new Error(`The openai dialect cannot send a turn of kind "${input.kind}"`);
}

/** Tells which settings may replace what stands in the body already. */
function toReplaceRule(turn: Turn, { settings, model }: BodyOptions): (setting: keyof GenerationSettings) => boolean {
  if (turn.input.kind === "body") return () => false;
  const given = new Set(settings.explicit);
  if (model !== settings.model) given.add("model");
  if (turn.maxTokens !== undefined) given.add("maxTokens");
  return (setting) => given.has(setting);
}

type Parameter = readonly [key: string, value: JsonValue, setting: keyof GenerationSettings];

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
  else body.stream_options = { include_usage: true, ...toObject(body.stream_options) };
}

function toObject(value: JsonValue | undefined): JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value as JsonObject : {};
}
