import { z } from "zod";
import type { JsonObject } from "../../core/json.ts";
import { parseDistribution } from "../../core/value_distribution.ts";
import type { OptionTable } from "../option_spec.ts";
import { anyText, decimal, integer, jsonObject, readable, toggle } from "./value_schemas.ts";

const GROUP = "Generation";

/** Values of the options that the service gets as its own parameters. */
export interface GenerationValues {
  readonly frequency_penalty: number | null;
  readonly repetition_penalty: number | null;
  readonly logprobs: boolean | null;
  readonly max_tokens: number | readonly number[];
  readonly output_len: string | null;
  readonly min_tokens: number | null;
  readonly n_choices: number | null;
  readonly seed: number | null;
  readonly stop: readonly string[] | null;
  readonly stop_token_ids: readonly number[] | null;
  readonly stream: boolean;
  readonly temperature: number;
  readonly top_p: number | null;
  readonly top_k: number | null;
  readonly extra_args: JsonObject;
  readonly tokenize_prompt: boolean;
}

/** One value, or both ends of a range; a single value stays a number, as `benchmark_args.json` has it. */
function oneOrRange(): z.ZodType<number | readonly number[], string[]> {
  return z.array(integer({ min: 1 }))
    .refine((values) => values.length <= 2, "must be one number or both ends of a range")
    .refine(([low = 1, high = low]) => low <= high, "must have its smaller end first")
    .transform((values) => values.length === 1 ? values[0] ?? values : values);
}

/** Options that the service gets as its own parameters. */
export const GENERATION_OPTIONS: OptionTable<GenerationValues> = {
  frequency_penalty: {
    flag: "frequency-penalty",
    key: "frequency_penalty",
    group: GROUP,
    arity: "one",
    placeholder: "X",
    schema: decimal(),
    defaultValue: null,
    help: "Sent as frequency_penalty",
  },
  repetition_penalty: {
    flag: "repetition-penalty",
    key: "repetition_penalty",
    group: GROUP,
    arity: "one",
    placeholder: "X",
    schema: decimal({ above: 0 }),
    defaultValue: null,
    help: "Sent as repetition_penalty",
  },
  logprobs: {
    flag: "logprobs",
    key: "logprobs",
    group: GROUP,
    arity: "flag",
    schema: toggle(),
    defaultValue: null,
    help: "Ask for log probabilities",
  },
  max_tokens: {
    flag: "max-tokens",
    key: "max_tokens",
    group: GROUP,
    arity: "many",
    placeholder: "N",
    unit: "tokens",
    schema: oneOrRange(),
    defaultValue: 2048,
    help: "Longest reply; two values: drawn between them for each request",
  },
  output_len: {
    flag: "output-len",
    key: "output_len",
    group: GROUP,
    arity: "one",
    placeholder: "N|DIST",
    unit: "tokens",
    schema: readable((text) => parseDistribution(text, "count")),
    defaultValue: null,
    help: "Longest reply, drawn for each request: normal:256:64, uniform:64:512, exp:200 …",
    isOurs: true,
  },
  min_tokens: {
    flag: "min-tokens",
    key: "min_tokens",
    group: GROUP,
    arity: "one",
    placeholder: "N",
    unit: "tokens",
    schema: integer({ min: 0 }),
    defaultValue: null,
    help: "Shortest reply; not every service knows it",
  },
  n_choices: {
    flag: "n-choices",
    key: "n_choices",
    group: GROUP,
    arity: "one",
    placeholder: "N",
    schema: integer({ min: 1 }),
    defaultValue: null,
    help: "Replies to each request, sent as n",
  },
  seed: {
    flag: "seed",
    key: "seed",
    group: GROUP,
    arity: "one",
    placeholder: "N",
    schema: integer(),
    defaultValue: null,
    defaultText: "drawn, and written to run.json",
    help: "Makes the workload repeatable; also sent as seed",
  },
  stop: {
    flag: "stop",
    key: "stop",
    group: GROUP,
    arity: "any",
    placeholder: "TEXT",
    schema: z.array(anyText()),
    defaultValue: null,
    help: "Texts that end a reply",
  },
  stop_token_ids: {
    flag: "stop-token-ids",
    key: "stop_token_ids",
    group: GROUP,
    arity: "any",
    placeholder: "ID",
    schema: z.array(integer({ min: 0 })),
    defaultValue: null,
    help: "Ids of tokens that end a reply",
  },
  stream: {
    flag: "stream",
    key: "stream",
    group: GROUP,
    arity: "tristate",
    schema: toggle(),
    defaultValue: true,
    help: "Ask for a stream; time to first token needs it",
  },
  temperature: {
    flag: "temperature",
    key: "temperature",
    group: GROUP,
    arity: "one",
    placeholder: "X",
    schema: decimal({ min: 0 }),
    defaultValue: 0,
    help: "Sent always",
  },
  top_p: {
    flag: "top-p",
    key: "top_p",
    group: GROUP,
    arity: "one",
    placeholder: "X",
    schema: decimal({ above: 0, max: 1 }),
    defaultValue: null,
    help: "Sent as top_p",
  },
  top_k: {
    flag: "top-k",
    key: "top_k",
    group: GROUP,
    arity: "one",
    placeholder: "N",
    schema: integer({ min: -1 }),
    defaultValue: null,
    help: "Sent as top_k; -1 switches it off in some services",
  },
  extra_args: {
    flag: "extra-args",
    key: "extra_args",
    group: GROUP,
    arity: "one",
    placeholder: "JSON",
    schema: jsonObject(),
    defaultValue: {},
    help: 'Written into each body last, such as {"ignore_eos": true}',
  },
  tokenize_prompt: {
    flag: "tokenize-prompt",
    key: "tokenize_prompt",
    group: GROUP,
    arity: "flag",
    schema: toggle(),
    defaultValue: false,
    help: "Send prompts as token ids to the completions endpoint; needs --tokenizer-path",
  },
};
