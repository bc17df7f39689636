/** The canonical names of the service dialects. */
export const API_LIST = [
  "openai",
  "openai_responses",
  "openai_embedding",
  "openai_rerank",
  "messages",
  "dashscope",
  "local",
  "local_vllm",
  "custom",
] as const;

/** A dialect's canonical name. */
export type ApiName = typeof API_LIST[number];

/** Names of service dialects as users type them, each with its canonical name. */
export const API_NAMES: Readonly<Record<string, ApiName>> = {
  openai: "openai",
  openai_responses: "openai_responses",
  openai_response: "openai_responses",
  responses: "openai_responses",
  openai_embedding: "openai_embedding",
  embedding: "openai_embedding",
  openai_rerank: "openai_rerank",
  rerank: "openai_rerank",
  messages: "messages",
  anthropic: "messages",
  dashscope: "dashscope",
  local: "local",
  local_vllm: "local_vllm",
  custom: "custom",
};

/** Names of the datasets. */
export const DATASET_NAMES = [
  "openqa",
  "line_by_line",
  "random",
  "embedding",
  "embedding_batch",
  "random_embedding",
  "random_embedding_batch",
  "rerank",
  "random_rerank",
  "random_vl",
  "flickr8k",
  "kontext_bench",
  "mmmu_multi_image",
  "file",
  "hf",
  "custom",
  "mix",
  "shared_prefix",
  "longalpaca",
  "share_gpt_zh",
  "share_gpt_en",
  "random_multi_turn",
  "share_gpt_zh_multi_turn",
  "share_gpt_en_multi_turn",
  "custom_multi_turn",
  "trie_agentic_coding",
  "trie_code_qa",
  "trie_office_work",
  "speed_benchmark",
  "speed_benchmark_long",
  "workload_trace",
  "swe_smith",
] as const;

/** A dataset's name. */
export type DatasetName = typeof DATASET_NAMES[number];

/**
 * What load a dataset is for: single requests, conversations (`--multi-turn`), replay at its own times (open loop), or
 * the measurement of speed by prompt length.
 */
export type DatasetKind = "single" | "multi_turn" | "trace" | "speed";

/** The kind of each dataset. */
export const DATASET_KINDS: Readonly<Record<DatasetName, DatasetKind>> = {
  openqa: "single",
  line_by_line: "single",
  random: "single",
  embedding: "single",
  embedding_batch: "single",
  random_embedding: "single",
  random_embedding_batch: "single",
  rerank: "single",
  random_rerank: "single",
  random_vl: "single",
  flickr8k: "single",
  kontext_bench: "single",
  mmmu_multi_image: "single",
  file: "single",
  hf: "single",
  custom: "single",
  mix: "single",
  shared_prefix: "single",
  longalpaca: "single",
  share_gpt_zh: "single",
  share_gpt_en: "single",
  random_multi_turn: "multi_turn",
  share_gpt_zh_multi_turn: "multi_turn",
  share_gpt_en_multi_turn: "multi_turn",
  custom_multi_turn: "multi_turn",
  trie_agentic_coding: "multi_turn",
  trie_code_qa: "multi_turn",
  trie_office_work: "multi_turn",
  speed_benchmark: "speed",
  speed_benchmark_long: "speed",
  workload_trace: "trace",
  swe_smith: "multi_turn",
};

/** Datasets that need no file and no download. */
export const DATASETS_WITHOUT_FILES: readonly DatasetName[] = [
  "random",
  "random_embedding",
  "random_embedding_batch",
  "random_rerank",
  "random_vl",
  "random_multi_turn",
  "shared_prefix",
  "speed_benchmark",
  "speed_benchmark_long",
];

/** Datasets of which what stands behind the name (`hf:owner/name`) is no path. */
export const SOURCES_WITHOUT_PATH: readonly DatasetName[] = ["hf", "mix"];

/** Other names of datasets, each with its canonical name. */
export const DATASET_ALIASES: Readonly<Record<string, DatasetName>> = {
  embed: "embedding",
  embedding_dataset: "embedding",
  rerank_dataset: "rerank",
};

/** Colours of random images, by the names of Python's imaging library: grey or colours, each without and with alpha. */
export const IMAGE_MODES = ["RGB", "L", "RGBA", "LA"] as const;

/** The colours of an image. */
export type ImageMode = typeof IMAGE_MODES[number];
