import { DataError } from "../../core/errors.ts";
import type { GenerationSettings, QueryTemplate } from "../../core/generation.ts";
import type { JsonObject, JsonValue } from "../../core/json.ts";
import type { Turn, TurnInput } from "../../core/session.ts";
import type { BodyOptions } from "../dialect.ts";
import { fillTemplate, withoutKeys } from "./body_template.ts";

/** A body while it is put together. */
export type MutableBody = Record<string, JsonValue>;

/** A member of the body, and the setting that its value comes from; `null` values are not sent. */
export type Parameter = readonly [key: string, value: JsonValue, setting: keyof GenerationSettings];

/** Tells whether a setting may replace what stands in the body already. */
export type ReplaceRule = (setting: keyof GenerationSettings) => boolean;

/** How a dialect carries the input of a turn. */
export interface InputForm {
  /** The members that carry it: those of a template are replaced. */
  readonly keys: readonly string[];
  /** Makes these members; refuses kinds that the API cannot carry. */
  toMembers(input: TurnInput): JsonObject;
  /** Adapts a complete body that was written for another API. */
  adaptBody?(body: JsonObject): JsonObject;
}

/** Returns what is in the body before any option of the command line. */
export function startBody(input: TurnInput, options: BodyOptions, form: InputForm): MutableBody {
  const { settings, model } = options;
  const template = settings.queryTemplate;
  const given = { input, model, inputKeys: form.keys, options: toOptionScope(options) };
  if (input.kind === "body") {
    const body = form.adaptBody?.(input.body) ?? input.body;
    const base = template === null ? {} : fillTemplate(template, { ...given, members: {} });
    return { ...withoutKeys(base, form.keys), ...body };
  }
  const members = form.toMembers(input);
  return { ...(template === null ? members : fillTemplate(template, { ...given, members })) };
}

/** The options of the generation by the names that templates call them; what was not given is `null`. */
function toOptionScope({ settings, maxTokens }: BodyOptions): JsonObject {
  return {
    max_tokens: maxTokens,
    min_tokens: settings.minTokens,
    temperature: settings.temperature,
    top_p: settings.topP,
    top_k: settings.topK,
    frequency_penalty: settings.frequencyPenalty,
    repetition_penalty: settings.repetitionPenalty,
    logprobs: settings.logprobs,
    n: settings.nChoices,
    seed: settings.seed,
    stop: settings.stop,
    stop_token_ids: settings.stopTokenIds,
    stream: settings.stream,
  };
}

/**
 * Ends a body: the extra arguments and then the turn's own overrides come last. `null` in the extra arguments or in a
 * template takes a member away, so that a default need not be sent.
 */
export function finishBody(body: JsonObject, turn: Turn, { settings }: BodyOptions): JsonObject {
  const late: JsonObject = { ...settings.extraArgs, ...turn.bodyOverrides };
  return withoutNulls({ ...body, ...late }, [settings.queryTemplate, late]);
}

/** Leaves out what one of the sources says is `null`; what a dataset wrote stays. */
export function withoutNulls(body: JsonObject, sources: readonly (QueryTemplate | null)[]): JsonObject {
  const isTaken = ([key, value]: [string, JsonValue]) =>
    value === null && sources.some((source) => typeof source === "string" || source?.[key] === null);
  return Object.fromEntries(Object.entries(body).filter((entry) => !isTaken(entry)));
}

/**
 * Returns the rule for a turn: options that the user gave win over a template's values, a complete body of the dataset
 * only gets what it lacks.
 */
export function toReplaceRule(turn: Turn, { settings, model }: BodyOptions): ReplaceRule {
  if (turn.input.kind === "body") return () => false;
  const given = new Set(settings.explicit);
  if (model !== settings.model) given.add("model");
  if (turn.maxTokens !== undefined) given.add("maxTokens");
  return (setting) => given.has(setting);
}

/** Sets a parameter where the body lacks it or the rule lets it replace what is there. */
export function setParameter(body: MutableBody, [key, value, setting]: Parameter, canReplace: ReplaceRule): void {
  if (value !== null && (!(key in body) || canReplace(setting))) body[key] = value;
}

const INPUT_WORDS: Readonly<Record<TurnInput["kind"], string>> = {
  messages: "chat messages",
  text: "plain text",
  tokens: "token ids",
  body: "complete request bodies",
  texts: "lists of texts",
  ranking: "a query with documents",
};

/** Refuses a kind of input that an API cannot carry. */
export function refuseInput(api: string, { kind }: TurnInput): never {
  throw new DataError(`The API "${api}" cannot send ${INPUT_WORDS[kind]}`, {
    hint: kind === "tokens" ? "Leave --tokenize-prompt out" : "Choose a dataset that goes with the API",
  });
}
