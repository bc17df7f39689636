import type { ApiName } from "../../core/names.ts";
import { API_NAMES } from "../../core/names.ts";
import type { OptionTable } from "../option_spec.ts";
import { refuse, text } from "./value_schemas.ts";
import { z } from "zod";

const GROUP = "Model and API";

/** Values of the options that name the model and the service's dialect. */
export interface ModelValues {
  readonly model: string | null;
  readonly attn_implementation: string | null;
  readonly api: ApiName;
  readonly tokenizer_path: string | null;
}

/** APIs of `evalscope perf` that have no dialect here yet. */
const PLANNED_APIS = [
  "openai_responses",
  "openai_response",
  "responses",
  "openai_embedding",
  "embedding",
  "openai_rerank",
  "rerank",
  "dashscope",
  "local",
  "local_vllm",
  "custom",
] as const;

function apiName(): z.ZodType<ApiName, string> {
  return z.string().transform((typed, context) => {
    const known = API_NAMES[typed];
    return known ?? refuse(context, `must be one of ${Object.keys(API_NAMES).join(", ")}`);
  });
}

/** Options that name the model and the service's dialect. */
export const MODEL_OPTIONS: OptionTable<ModelValues> = {
  model: {
    flag: "model",
    key: "model",
    group: GROUP,
    arity: "one",
    placeholder: "NAME",
    schema: text(),
    defaultValue: null,
    defaultText: "required",
    help: "Name of the model as the service knows it",
  },
  attn_implementation: {
    flag: "attn-implementation",
    key: "attn_implementation",
    group: GROUP,
    arity: "one",
    schema: text(),
    defaultValue: null,
    help: "Attention implementation of a local model",
    isPlanned: true,
  },
  api: {
    flag: "api",
    key: "api",
    group: GROUP,
    arity: "one",
    placeholder: "API",
    schema: apiName(),
    defaultValue: "openai",
    choices: Object.keys(API_NAMES),
    plannedChoices: PLANNED_APIS.filter((name) => !(name in API_NAMES)),
    help: "Dialect of the service",
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
