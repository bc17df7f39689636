import * as z from "zod";
import type { JsonObject } from "../../core/json.ts";
import { type OptionTable, perfOptions } from "../option_spec.ts";
import { parseOutputLength } from "../texts/output_length_text.ts";
import { decimal, integer, jsonObject, readable, someText, toggle } from "./value_schemas.ts";

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
  return z.array(integer({ min: 0 }))
    .refine((values) => values.length <= 2, "must be one number or both ends of a range")
    .refine(([low = 1, high = low]) => low <= high, "must have its smaller end first")
    .transform((values) => values.length === 1 ? values[0] ?? values : values);
}

/** Options that the service gets as its own parameters. */
export const GENERATION_OPTIONS: OptionTable<GenerationValues> = perfOptions<GenerationValues>("Generation", {
  frequency_penalty: {
    placeholder: "X",
    schema: () => decimal(),
    defaultValue: null,
    help: "Sent as frequency_penalty",
    shapesWorkload: true,
  },
  repetition_penalty: {
    placeholder: "X",
    schema: () => decimal({ above: 0 }),
    defaultValue: null,
    help: "Sent as repetition_penalty",
    shapesWorkload: true,
  },
  logprobs: {
    arity: "flag",
    schema: () => toggle(),
    defaultValue: null,
    help: "Ask for log probabilities",
    shapesWorkload: true,
  },
  max_tokens: {
    arity: "many",
    placeholder: "N",
    unit: "tokens",
    schema: () => oneOrRange(),
    defaultValue: 2048,
    help: "Longest reply; two values: drawn between them for each request; 0 asks for the reading of the prompt alone",
    shapesWorkload: true,
    everyday: { order: 10, help: "Longest reply, in tokens" },
  },
  output_len: {
    placeholder: "N|DIST",
    unit: "tokens",
    schema: () => readable(parseOutputLength),
    defaultValue: null,
    help: "Longest reply, drawn for each request: normal:256:64, uniform:64:512, exp:200 …",
    isOurs: true,
    shapesWorkload: true,
  },
  min_tokens: {
    placeholder: "N",
    unit: "tokens",
    schema: () => integer({ min: 0 }),
    defaultValue: null,
    help: "Shortest reply; not every service knows it",
    shapesWorkload: true,
  },
  n_choices: {
    placeholder: "N",
    schema: () => integer({ min: 1 }),
    defaultValue: null,
    help: "Replies to each request, sent as n",
    shapesWorkload: true,
  },
  seed: {
    placeholder: "N",
    schema: () => integer(),
    defaultValue: null,
    defaultText: "drawn, and written to run.json",
    help: "Makes the workload repeatable; also sent as seed",
    shapesWorkload: true,
  },
  stop: {
    arity: "any",
    placeholder: "TEXT",
    schema: () => z.array(someText()),
    defaultValue: null,
    help: "Texts that end a reply",
    shapesWorkload: true,
  },
  stop_token_ids: {
    arity: "any",
    placeholder: "ID",
    schema: () => z.array(integer({ min: 0 })),
    defaultValue: null,
    help: "Ids of tokens that end a reply",
    shapesWorkload: true,
  },
  stream: {
    arity: "tristate",
    schema: () => toggle(),
    defaultValue: true,
    help: "Ask for a stream; time to first token needs it",
    shapesWorkload: true,
  },
  temperature: {
    placeholder: "X",
    schema: () => decimal(),
    defaultValue: 0,
    help: "Sent always, as it is: what a negative one means is the service's to say",
    shapesWorkload: true,
  },
  top_p: {
    placeholder: "X",
    schema: () => decimal({ above: 0, max: 1 }),
    defaultValue: null,
    help: "Sent as top_p",
    shapesWorkload: true,
  },
  top_k: {
    placeholder: "N",
    schema: () => integer({ min: -1 }),
    defaultValue: null,
    help: "Sent as top_k; -1 switches it off in some services",
    shapesWorkload: true,
  },
  extra_args: {
    placeholder: "JSON",
    schema: () => jsonObject(),
    defaultValue: {},
    help: 'Written into each body last, such as {"ignore_eos": true}',
    shapesWorkload: true,
  },
  tokenize_prompt: {
    arity: "flag",
    schema: () => toggle(),
    defaultValue: false,
    help: "Send prompts as token ids to the completions endpoint; needs --tokenizer-path",
    shapesWorkload: true,
  },
});
