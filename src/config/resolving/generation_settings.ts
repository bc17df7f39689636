import { parseModelShares } from "../../core/choices/model_shares.ts";
import { type GenerationSettings, hasJinja, type QueryTemplate } from "../../core/generation.ts";
import { readJsonOption } from "./json_option.ts";
import type { Resolution } from "./resolution.ts";

type Named = Exclude<keyof GenerationSettings, "explicit">;

/** The option behind each setting. */
const KEY_OF_SETTING: Readonly<Record<Named, string>> = {
  model: "model",
  stream: "stream",
  maxTokens: "max_tokens",
  minTokens: "min_tokens",
  temperature: "temperature",
  topP: "top_p",
  topK: "top_k",
  frequencyPenalty: "frequency_penalty",
  repetitionPenalty: "repetition_penalty",
  logprobs: "logprobs",
  nChoices: "n_choices",
  seed: "seed",
  stop: "stop",
  stopTokenIds: "stop_token_ids",
  extraArgs: "extra_args",
  queryTemplate: "query_template",
};

/** Decides what is asked of generation. */
export function resolveGeneration(resolution: Resolution): GenerationSettings {
  const { values, explicit } = resolution;
  const settings: GenerationSettings = {
    // Of several models the first stands for all, in the connection test for instance.
    model: parseModelShares(values.model ?? "")?.[0].model ?? values.model ?? "",
    stream: values.stream,
    maxTokens: toRange(values.max_tokens),
    minTokens: values.min_tokens,
    temperature: values.temperature,
    topP: values.top_p,
    topK: values.top_k,
    frequencyPenalty: values.frequency_penalty,
    repetitionPenalty: values.repetition_penalty,
    // The flag can only ask for them; its absence must not forbid them in a template.
    logprobs: values.logprobs === true ? true : null,
    nChoices: values.n_choices,
    seed: values.seed,
    stop: values.stop,
    stopTokenIds: values.stop_token_ids,
    extraArgs: values.extra_args,
    queryTemplate: readTemplate(resolution),
    explicit: Object.entries(KEY_OF_SETTING).filter(([, key]) => explicit.has(key)).map(([setting]) => setting),
  };
  checkTokenBounds(resolution, settings);
  noteReplacedMessages(resolution, settings.queryTemplate);
  return settings;
}

function toRange(maxTokens: number | readonly number[]): readonly [number, number] {
  const [low, high] = typeof maxTokens === "number" ? [maxTokens] : maxTokens;
  return [low ?? 0, high ?? low ?? 0];
}

function checkTokenBounds({ problems, values }: Resolution, settings: GenerationSettings): void {
  const { minTokens, maxTokens, queryTemplate, extraArgs } = settings;
  // A template or extra arguments may bring other bounds; those are the service's to judge.
  if (queryTemplate !== null || "max_tokens" in extraArgs || "min_tokens" in extraArgs) return;
  if (minTokens === null || maxTokens === null || minTokens <= maxTokens[0]) return;
  const message = `--min-tokens ${minTokens} is above --max-tokens ${[values.max_tokens].flat().join(" ")}`;
  problems.push({ message, hint: `Give --max-tokens of at least ${minTokens}` });
}

/** What is JSON is a body with marks or templates in its strings; a template that becomes JSON only later stays text. */
function readTemplate({ values, problems }: Resolution): QueryTemplate | null {
  const typed = values.query_template;
  if (typed === null) return null;
  const example = 'A template is a request body, e.g. {"messages": [{"role": "user", "content": "%p"}]}';
  const read = readJsonOption(typed, { flag: "--query-template", example });
  if ("value" in read) return read.value;
  if (read.source !== undefined && hasJinja(read.source)) return read.source;
  problems.push(read.problem);
  return null;
}

const PROMPT_PLACE = /%p|\{[{%][^}]*\bprompt\b/;
const MESSAGES_PLACE = /\{[{%][^}]*\bmessages\b/;

/** What a user wrote into the messages of a template, such as a system prompt, must not be lost without a word. */
function noteReplacedMessages({ values, notes }: Resolution, template: QueryTemplate | null): void {
  if (template === null) return;
  const text = typeof template === "string" ? template : JSON.stringify(template);
  const isLost = !MESSAGES_PLACE.test(text) && (values.multi_turn || !PROMPT_PLACE.test(text));
  if (!/"messages"\s*:\s*\[\s*[^\s\]]/.test(text) || !isLost) return;
  const place = values.multi_turn ? "{{ messages | tojson }}" : "%p, {{ prompt }} or {{ messages | tojson }}";
  notes.push(`The messages of --query-template are replaced by those of the data: write ${place} where these belong`);
}
