import type { JsonObject } from "../../core/json.ts";
import { DATASET_NAMES, type DatasetName } from "../../core/names.ts";
import type { OptionTable } from "../option_spec.ts";
import { integer, jsonObject, text, word } from "./value_schemas.ts";

const GROUP = "Dataset";

const DATA_SOURCES = ["modelscope", "huggingface", "local"] as const;

/** Where a dataset may be downloaded from. */
export type DataSource = typeof DATA_SOURCES[number];

/** Values of the options that choose the prompts. */
export interface DatasetValues {
  readonly dataset: DatasetName;
  readonly dataset_path: string | null;
  readonly data_source: DataSource | null;
  readonly dataset_offset: number;
  readonly dataset_args: JsonObject | null;
}

/** Datasets of `evalscope perf` that are not here yet. */
const PLANNED_DATASETS: readonly string[] = [
  "longalpaca",
  "custom",
  "random_vl",
  "flickr8k",
  "kontext_bench",
  "share_gpt_zh",
  "share_gpt_en",
  "embedding",
  "random_embedding",
  "embedding_batch",
  "random_embedding_batch",
  "rerank",
  "random_rerank",
  "random_multi_turn",
  "share_gpt_zh_multi_turn",
  "share_gpt_en_multi_turn",
  "custom_multi_turn",
  "swe_smith",
  "trie_agentic_coding",
  "trie_code_qa",
  "trie_office_work",
  "workload_trace",
  "speed_benchmark",
  "speed_benchmark_long",
];

/** Options that choose the prompts. */
export const DATASET_OPTIONS: OptionTable<DatasetValues> = {
  dataset: {
    flag: "dataset",
    key: "dataset",
    group: GROUP,
    arity: "one",
    placeholder: "NAME",
    schema: word(DATASET_NAMES),
    defaultValue: "openqa",
    choices: DATASET_NAMES,
    plannedChoices: PLANNED_DATASETS.filter((name) => !DATASET_NAMES.some((known) => known === name)),
    help: "Where prompts come from",
  },
  dataset_path: {
    flag: "dataset-path",
    key: "dataset_path",
    group: GROUP,
    arity: "one",
    placeholder: "PATH",
    schema: text(),
    defaultValue: null,
    completes: "file",
    help: "File or directory of the dataset",
  },
  data_source: {
    flag: "data-source",
    key: "data_source",
    group: GROUP,
    arity: "one",
    placeholder: "HUB",
    schema: word(DATA_SOURCES),
    defaultValue: null,
    defaultText: "modelscope, or local with --dataset-path",
    choices: DATA_SOURCES,
    help: "Hub to download the dataset from",
  },
  dataset_offset: {
    flag: "dataset-offset",
    key: "dataset_offset",
    group: GROUP,
    arity: "one",
    placeholder: "N",
    unit: "prompts",
    schema: integer({ min: 0 }),
    defaultValue: 0,
    help: "Prompts skipped at the start",
  },
  dataset_args: {
    flag: "dataset-args",
    key: "dataset_args",
    group: GROUP,
    arity: "one",
    placeholder: "JSON",
    schema: jsonObject(),
    defaultValue: null,
    help: "Settings of the dataset itself",
  },
};
