import { API_WORDS, findApi } from "../../core/apis.ts";
import { type OptionTable, perfOptions } from "../option_spec.ts";
import { anyText, refuse, text } from "./value_schemas.ts";
import * as z from "zod";

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
export const MODEL_OPTIONS: OptionTable<ModelValues> = perfOptions<ModelValues>("Model and API", {
  model: {
    placeholder: "NAME[=W,NAME=W]",
    schema: () => text(),
    defaultValue: null,
    defaultText: "the one that the service lists",
    help: "Name of the model as the service knows it; several with weights: a=0.8,b=0.2",
    shapesWorkload: true,
    everyday: { order: 1, help: "Name of the model; several: a=0.8,b=0.2" },
  },
  attn_implementation: {
    placeholder: "NAME",
    schema: () => text(),
    defaultValue: null,
    help: "Attention of the model of --api local: sdpa (fused operators), eager (as the model has them)",
    shapesWorkload: true,
  },
  api: {
    placeholder: "API|FILE",
    schema: () => apiName(),
    defaultValue: "openai",
    choices: API_WORDS,
    choicePattern: MODULE_PATH,
    help: "Dialect of the service, or a JavaScript or TypeScript module that exports one",
    shapesWorkload: true,
  },
  api_module: {
    placeholder: "FILE",
    schema: () => text(),
    defaultValue: null,
    completes: "file",
    help: "Module that exports the dialect of --api custom, JavaScript or TypeScript",
    isOurs: true,
    shapesWorkload: true,
  },
  response_map: {
    placeholder: "JSON|@FILE",
    schema: () => anyText(),
    defaultValue: null,
    completes: "file",
    help: 'Paths into the replies of --api custom, e.g. {"text": "$.choices[0].text"}; goes with --query-template',
    isOurs: true,
    shapesWorkload: true,
  },
  tokenizer_path: {
    placeholder: "PATH|ID",
    schema: () => text(),
    defaultValue: null,
    completes: "file",
    help: "Directory, tokenizer.json or hub id; counts tokens the service does not report and makes random prompts",
    shapesWorkload: true,
  },
});
