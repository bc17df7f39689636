import type { JsonObject } from "../../core/json.ts";
import * as z from "zod";
import { parseDatasetChoice } from "../../core/choices/dataset_choice.ts";
import { DATASET_NAMES } from "../../core/datasets.ts";
import { type OptionTable, perfOptions } from "../option_spec.ts";
import { httpUrl, integer, jsonObject, refuse, text, word } from "./value_schemas.ts";

const DATA_SOURCES = ["modelscope", "huggingface", "local"] as const;

/** Where a dataset may be downloaded from. */
export type DataSource = typeof DATA_SOURCES[number];

/** Values of the options that choose the prompts. */
export interface DatasetValues {
  /** A canonical name, perhaps with a source behind it: `hf:owner/name`. */
  readonly dataset: string;
  readonly dataset_path: string | null;
  readonly data_source: DataSource | null;
  readonly dataset_offset: number;
  readonly dataset_args: JsonObject | null;
  readonly modelscope_url: string;
  readonly huggingface_url: string;
  readonly hub_token: string | null;
  readonly cache_dir: string | null;
}

function datasetChoice(): z.ZodType<string, string> {
  return z.string().transform((typed, context) => {
    const choice = parseDatasetChoice(typed);
    if (choice === null) return refuse(context, `must be one of ${DATASET_NAMES.join(", ")}`);
    return choice.source === null ? choice.name : `${choice.name}:${choice.source}`;
  });
}

/** Options that choose the prompts. */
export const DATASET_OPTIONS: OptionTable<DatasetValues> = perfOptions<DatasetValues>("Dataset", {
  dataset: {
    placeholder: "NAME[:SOURCE]|FILE.ts",
    schema: () => datasetChoice(),
    defaultValue: "openqa",
    choices: DATASET_NAMES,
    help: "Where prompts come from: a name, hf:owner/name, file:prompts.csv, mix:a.jsonl=0.7,b.jsonl=0.3, or a module",
    shapesWorkload: true,
    everyday: { order: 9, help: "Prompts: a name, a file, or hf:owner/name" },
  },
  dataset_path: {
    placeholder: "PATH",
    schema: () => text(),
    defaultValue: null,
    completes: "file",
    help: "File or directory of the dataset",
    shapesWorkload: true,
  },
  data_source: {
    placeholder: "HUB",
    schema: () => word(DATA_SOURCES),
    defaultValue: null,
    defaultText: "modelscope, or local with --dataset-path",
    choices: DATA_SOURCES,
    help: "Hub to download the dataset from",
    shapesWorkload: true,
  },
  dataset_offset: {
    placeholder: "N",
    unit: "prompts",
    schema: () => integer({ min: 0 }),
    defaultValue: 0,
    help: "Prompts skipped at the start",
    shapesWorkload: true,
  },
  dataset_args: {
    placeholder: "JSON",
    schema: () => jsonObject(),
    defaultValue: null,
    help: "Settings of the dataset itself",
    shapesWorkload: true,
  },
  modelscope_url: {
    placeholder: "URL",
    schema: () => httpUrl(),
    defaultValue: "https://www.modelscope.cn",
    help: "Address of ModelScope or a mirror of it",
    isOurs: true,
    shapesWorkload: false,
  },
  huggingface_url: {
    placeholder: "URL",
    schema: () => httpUrl(),
    defaultValue: "https://huggingface.co",
    help: "Address of Hugging Face or a mirror of it; HF_ENDPOINT does the same",
    envNames: ["HF_ENDPOINT"],
    isOurs: true,
    shapesWorkload: false,
  },
  hub_token: {
    placeholder: "TOKEN",
    schema: () => text(),
    defaultValue: null,
    defaultText: "HF_TOKEN or MODELSCOPE_API_TOKEN",
    help: "Token for files of the hub that need one",
    isSecret: true,
    isOurs: true,
    shapesWorkload: false,
  },
  cache_dir: {
    placeholder: "DIR",
    schema: () => text(),
    defaultValue: null,
    defaultText: "streamgauge in the user's cache folder",
    completes: "directory",
    help: "Where downloaded files are kept",
    isOurs: true,
    shapesWorkload: false,
  },
});
