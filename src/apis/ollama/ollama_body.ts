import { isJsonObject } from "../../core/json.ts";
import type { JsonObject, JsonValue } from "../../core/json.ts";
import type { Message, Turn, TurnInput } from "../../core/session.ts";
import { finishBody, refuseInput, setParameter, startBody, toReplaceRule, withoutNulls } from "../bodies/body_rules.ts";
import type { InputForm, MutableBody, Parameter } from "../bodies/body_rules.ts";
import type { BodyOptions } from "../dialect.ts";
import { toOllamaMessage } from "./ollama_message.ts";

const CHAT: InputForm = { keys: ["messages"], toMembers: toChatMembers, adaptBody: adaptChatBody };
const GENERATE: InputForm = {
  keys: ["prompt", "system", "images"],
  toMembers: toGenerateMembers,
  adaptBody: moveOptions,
};

/** What complete bodies written for chat completions call a member of `options`. */
const OPTION_NAMES: Readonly<Record<string, string>> = {
  max_tokens: "num_predict",
  max_completion_tokens: "num_predict",
  temperature: "temperature",
  top_p: "top_p",
  top_k: "top_k",
  seed: "seed",
  stop: "stop",
  frequency_penalty: "frequency_penalty",
  presence_penalty: "presence_penalty",
  repetition_penalty: "repeat_penalty",
};

/** Builds the body of `/api/chat`: `messages`, and what shapes the generation under `options`. */
export function buildOllamaChatBody(turn: Turn, options: BodyOptions): JsonObject {
  return build(turn, options, CHAT);
}

/** Builds the body of `/api/generate`: `prompt` with its `system` and `images`, and `options`. */
export function buildOllamaGenerateBody(turn: Turn, options: BodyOptions): JsonObject {
  return build(turn, options, GENERATE);
}

/** The extra arguments add to `options` member by member, so that one of them does not take the others away. */
function build(turn: Turn, options: BodyOptions, form: InputForm): JsonObject {
  const { settings } = options;
  const body = startBody(turn.input, options, form);
  const canReplace = toReplaceRule(turn, options);
  for (const parameter of toMembers(options)) setParameter(body, parameter, canReplace);
  const shaping: MutableBody = { ...optionsOf(body) };
  for (const parameter of toOptions(turn, options)) setParameter(shaping, parameter, canReplace);
  const whole = finishBody(body, turn, options);
  const late = { ...optionsOf(settings.extraArgs), ...optionsOf(turn.bodyOverrides ?? {}) };
  const asked = isJsonObject(settings.queryTemplate) ? optionsOf(settings.queryTemplate) : null;
  const merged = withoutNulls({ ...shaping, ...late }, [asked, late]);
  return Object.keys(merged).length === 0 ? whole : { ...whole, options: merged };
}

function optionsOf({ options }: JsonObject): JsonObject {
  return isJsonObject(options) ? options : {};
}

function toChatMembers(input: TurnInput): JsonObject {
  if (input.kind === "messages") return { messages: input.messages.map(toOllamaMessage) };
  if (input.kind === "text") return { messages: [{ role: "user", content: input.text }] };
  return refuseInput("ollama", input);
}

/** One message can be a prompt, with a system message beside it; a conversation cannot. */
function toGenerateMembers(input: TurnInput): JsonObject {
  if (input.kind === "text") return { prompt: input.text };
  if (input.kind !== "messages") return refuseInput("ollama", input);
  const system = input.messages.filter(({ role }) => role === "system").map((message) => toOllamaMessage(message));
  const [prompt, ...others] = input.messages.filter(({ role }) => role !== "system").map(toOllamaMessage);
  if (prompt === undefined || others.length > 0 || system.length > 1) return refuseInput("ollama", input);
  const members = {
    prompt: prompt.content ?? "",
    ...(system[0] === undefined ? {} : { system: system[0].content ?? "" }),
  };
  return prompt.images === undefined ? members : { ...members, images: prompt.images };
}

function adaptChatBody(body: JsonObject): JsonObject {
  const { messages, ...rest } = moveOptions(body);
  if (!Array.isArray(messages)) return messages === undefined ? rest : { messages, ...rest };
  return { messages: messages.filter(isJsonObject).map((message: Message) => toOllamaMessage(message)), ...rest };
}

/** Bodies written for chat completions have at the top what belongs into `options` here. */
function moveOptions({ stream_options: _streamOptions, ...body }: JsonObject): JsonObject {
  const moved: Record<string, JsonValue> = {};
  const rest: Record<string, JsonValue> = {};
  for (const [key, value] of Object.entries(body)) {
    const name = OPTION_NAMES[key];
    if (name === undefined) rest[key] = value;
    else if (value !== null) moved[name] = value;
  }
  return Object.keys(moved).length === 0 ? rest : { ...rest, options: { ...moved, ...optionsOf(rest) } };
}

function toMembers({ settings, model }: BodyOptions): readonly Parameter[] {
  return [
    ["model", model === "" ? null : model, "model"],
    ["stream", settings.stream, "stream"],
    ["logprobs", settings.logprobs, "logprobs"],
  ];
}

function toOptions(turn: Turn, { settings, maxTokens }: BodyOptions): readonly Parameter[] {
  return [
    ["num_predict", turn.maxTokens ?? maxTokens, "maxTokens"],
    ["frequency_penalty", settings.frequencyPenalty, "frequencyPenalty"],
    ["repeat_penalty", settings.repetitionPenalty, "repetitionPenalty"],
    ["seed", settings.seed, "seed"],
    ["stop", settings.stop, "stop"],
    ["temperature", settings.temperature, "temperature"],
    ["top_p", settings.topP, "topP"],
    ["top_k", settings.topK, "topK"],
  ];
}
