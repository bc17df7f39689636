import { isJsonObject } from "../../core/json.ts";
import type { JsonObject, JsonValue } from "../../core/json.ts";
import type { Message, Turn, TurnInput } from "../../core/session.ts";
import { refuseInput, setParameter, startBody, toReplaceRule, withoutNulls } from "../bodies/body_rules.ts";
import type { InputForm, MutableBody, Parameter } from "../bodies/body_rules.ts";
import type { BodyOptions } from "../dialect.ts";
import type { DashScopeForm } from "./dashscope_address.ts";
import { toMultimodalMessages } from "./dashscope_input.ts";

/** Members of a body beside its parameters; other extra arguments are parameters. */
const TOP_KEYS: ReadonlySet<string> = new Set(["model", "input", "parameters", "resources"]);

/**
 * Creates the builder of native bodies: `{model, input: {messages}, parameters}`. The stream is asked for by a header;
 * only `stream: false` stands among the parameters, and `incremental_output` where there is a stream.
 */
export function createDashScopeBodyBuilder(form: DashScopeForm): (turn: Turn, options: BodyOptions) => JsonObject {
  const input = toForm(form);
  return (turn, options) => {
    const body = startBody(turn.input, options, input);
    const canReplace = toReplaceRule(turn, options);
    const { model } = options;
    setParameter(body, ["model", model === "" ? null : model, "model"], canReplace);
    const parameters: MutableBody = { ...toObject(body.parameters) };
    for (const parameter of toParameters(turn, options)) setParameter(parameters, parameter, canReplace);
    const { queryTemplate, extraArgs } = options.settings;
    const late: JsonObject = { ...extraArgs, ...turn.bodyOverrides };
    const complete = withExtras({ ...body, parameters }, late);
    const asked = isJsonObject(queryTemplate) ? toObject(queryTemplate.parameters) : null;
    const kept = withoutNulls(toObject(complete.parameters), [asked, late, toObject(late.parameters)]);
    return withoutNulls({ ...complete, parameters: withStreamForm(kept) }, [queryTemplate, late]);
  };
}

/** Tells whether a native body asks for a stream. */
export function asksForDashScopeStream({ parameters }: JsonObject): boolean {
  return toObject(parameters).stream !== false;
}

function toForm(form: DashScopeForm): InputForm {
  const toMessages = (messages: readonly Message[]) =>
    form === "multimodal" ? toMultimodalMessages(messages) : [...messages];
  return {
    keys: ["input", "messages"],
    toMembers(input: TurnInput) {
      if (input.kind === "messages") return { input: { messages: toMessages(input.messages) } };
      if (input.kind === "text") return { input: { messages: toMessages([{ role: "user", content: input.text }]) } };
      return refuseInput("dashscope", input);
    },
    adaptBody({ messages, ...rest }) {
      if (!Array.isArray(messages) || rest.input !== undefined) return rest;
      return { input: { messages: toMessages(messages.filter(isJsonObject)) }, ...rest };
    },
  };
}

function toParameters(turn: Turn, { settings, maxTokens }: BodyOptions): readonly Parameter[] {
  return [
    ["result_format", "message", "queryTemplate"],
    ["max_tokens", turn.maxTokens ?? maxTokens, "maxTokens"],
    ["frequency_penalty", settings.frequencyPenalty, "frequencyPenalty"],
    ["repetition_penalty", settings.repetitionPenalty, "repetitionPenalty"],
    ["logprobs", settings.logprobs, "logprobs"],
    ["n", settings.nChoices, "nChoices"],
    ["seed", settings.seed, "seed"],
    ["stop", settings.stop, "stop"],
    ["stream", settings.stream ? null : false, "stream"],
    ["temperature", settings.temperature, "temperature"],
    ["top_p", settings.topP, "topP"],
    ["top_k", settings.topK, "topK"],
  ];
}

/** Extra arguments are parameters, except those that are members of the body by name. */
function withExtras(body: JsonObject, extras: JsonObject): JsonObject {
  const entries = Object.entries(extras);
  const top = Object.fromEntries(entries.filter(([key]) => TOP_KEYS.has(key) && key !== "parameters"));
  const flat = Object.fromEntries(entries.filter(([key]) => !TOP_KEYS.has(key)));
  return { ...body, ...top, parameters: { ...toObject(body.parameters), ...flat, ...toObject(extras.parameters) } };
}

/** `stream: true` is what the header says; increments are asked for unless the user wants the whole text each time. */
function withStreamForm({ stream, ...parameters }: JsonObject): JsonObject {
  return stream === false ? { ...parameters, stream } : { incremental_output: true, ...parameters };
}

function toObject(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}
