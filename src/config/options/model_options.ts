import { API_WORDS, findApi } from "../../core/apis.ts";
import type { OptionTable } from "../option_spec.ts";
import { anyText, refuse, text } from "./value_schemas.ts";
import { z } from "zod";

const GROUP = "Model and API";

/** Values of the options that name the model and the service's dialect. */
export interface ModelValues {
  readonly model: string | null;
  readonly attn_implementation: string | null;
  /** A canonical name, or the path of a module. */
  readonly api: string;
  readonly api_module: string | null;
  readonly response_map: string | null;
  readonly tokenizer_path: string | null;
}

/** A module of the user's own. */
const MODULE_PATH = /[\\/]|\.[mc]?[jt]s$/;

function apiName(): z.ZodType<string, string> {
  return z.string().transform((typed, context) => {
    if (MODULE_PATH.test(typed)) return typed;
    return findApi(typed) ?? refuse(context, `must be one of ${API_WORDS.join(", ")}`);
  });
}

/** Options that name the model and the service's dialect. */
export const MODEL_OPTIONS: OptionTable<ModelValues> = {
  model: {
    flag: "model",
    key: "model",
    group: GROUP,
    arity: "one",
    placeholder: "NAME[=W,NAME=W]",
    schema: text(),
    defaultValue: null,
    defaultText: "required",
    help: "Name of the model as the service knows it; several with weights: a=0.8,b=0.2",
  },
  attn_implementation: {
    flag: "attn-implementation",
    key: "attn_implementation",
    group: GROUP,
    arity: "one",
    placeholder: "NAME",
    schema: text(),
    defaultValue: null,
    help: "Attention of the model of --api local: sdpa (fused operators), eager (as the model has them)",
  },
  api: {
    flag: "api",
    key: "api",
    group: GROUP,
    arity: "one",
    placeholder: "API|FILE",
    schema: apiName(),
    defaultValue: "openai",
    choices: API_WORDS,
    choicePattern: MODULE_PATH,
    help: "Dialect of the service, or a JavaScript or TypeScript module that exports one",
  },
  api_module: {
    flag: "api-module",
    key: "api_module",
    group: GROUP,
    arity: "one",
    placeholder: "FILE",
    schema: text(),
    defaultValue: null,
    completes: "file",
    help: "Module that exports the dialect of --api custom, JavaScript or TypeScript",
    isOurs: true,
  },
  response_map: {
    flag: "response-map",
    key: "response_map",
    group: GROUP,
    arity: "one",
    placeholder: "JSON|@FILE",
    schema: anyText(),
    defaultValue: null,
    completes: "file",
    help: 'Paths into the replies of --api custom, e.g. {"text": "$.choices[0].text"}; goes with --query-template',
    isOurs: true,
  },
  tokenizer_path: {
    flag: "tokenizer-path",
    key: "tokenizer_path",
    group: GROUP,
    arity: "one",
    placeholder: "PATH|ID",
    schema: text(),
    defaultValue: null,
    completes: "file",
    help: "Directory, tokenizer.json or hub id; counts tokens the service does not report and makes random prompts",
  },
};
