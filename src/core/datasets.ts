import type { Work } from "./apis.ts";

/**
 * What load a dataset is for: single requests, conversations (`--multi-turn`), replay at its own times (open loop), or
 * the measurement of speed by prompt length.
 */
export type DatasetKind = "single" | "multi_turn" | "trace" | "speed";

/** All that the program has to know of a dataset before it is loaded. */
export interface DatasetFacts {
  /** Other names for the same. */
  readonly aliases: readonly string[];
  /** What it is, in a line, for lists. */
  readonly summary: string;
  readonly kind: DatasetKind;
  /** What its requests ask of the service. */
  readonly work: Exclude<Work, "text">;
  /** What it reads: a file or a download, nothing, or what stands behind its name and is no path (`hf:owner/name`). */
  readonly reads: "file" | "nothing" | "source";
}

/** A dataset's name. */
export type DatasetName =
  | "openqa"
  | "line_by_line"
  | "random"
  | "embedding"
  | "embedding_batch"
  | "random_embedding"
  | "random_embedding_batch"
  | "rerank"
  | "random_rerank"
  | "random_vl"
  | "flickr8k"
  | "kontext_bench"
  | "mmmu_multi_image"
  | "file"
  | "hf"
  | "custom"
  | "mix"
  | "shared_prefix"
  | "longalpaca"
  | "share_gpt_zh"
  | "share_gpt_en"
  | "random_multi_turn"
  | "share_gpt_zh_multi_turn"
  | "share_gpt_en_multi_turn"
  | "custom_multi_turn"
  | "trie_agentic_coding"
  | "trie_code_qa"
  | "trie_office_work"
  | "speed_benchmark"
  | "speed_benchmark_long"
  | "workload_trace"
  | "swe_smith";

const USUAL = { aliases: [], kind: "single", work: "chat", reads: "file" } as const satisfies Partial<DatasetFacts>;
const CONVERSATIONS = { ...USUAL, kind: "multi_turn" } as const;
const MADE = { ...USUAL, reads: "nothing" } as const;

/** One row a dataset. Adding one: its name and row here, its loader in `datasets/registry.ts`. */
export const DATASET_FACTS: Readonly<Record<DatasetName, DatasetFacts>> = {
  openqa: { ...USUAL, summary: "Questions of HC3-Chinese (open_qa.jsonl): a local file, or downloaded" },
  line_by_line: {
    ...USUAL,
    summary: "A file of your own: each line a prompt, a JSON array of messages or a whole JSON body",
  },
  random: { ...MADE, summary: "Random prompts of an exact length in tokens, without end" },
  embedding: {
    ...USUAL,
    aliases: ["embed", "embedding_dataset"],
    summary: "Texts to embed from a .txt, .json or .jsonl file, one a request",
    work: "embedding",
  },
  embedding_batch: {
    ...USUAL,
    summary: "Texts to embed from a file, several a request (batch_size)",
    work: "embedding",
  },
  random_embedding: { ...MADE, summary: "Random texts to embed, of an exact length in tokens", work: "embedding" },
  random_embedding_batch: {
    ...MADE,
    summary: "Random texts to embed, several a request (batch_size)",
    work: "embedding",
  },
  rerank: {
    ...USUAL,
    aliases: ["rerank_dataset"],
    summary: "Queries with documents to rank from a .json, .jsonl or .txt file",
    work: "rerank",
  },
  random_rerank: {
    ...MADE,
    summary: "Random queries with random documents (num_documents, document_length_ratio)",
    work: "rerank",
  },
  random_vl: { ...MADE, summary: "Random prompts, each with random images of its own" },
  flickr8k: {
    ...USUAL,
    summary: "Photographs with captions (Flickr8k): local archives or Parquet files, or downloaded",
  },
  kontext_bench: { ...USUAL, summary: "Images with instructions to change them (KontextBench): local, or downloaded" },
  mmmu_multi_image: {
    ...USUAL,
    summary: "Questions of MMMU with several images: local Parquet files, or downloaded",
  },
  file: { ...USUAL, summary: "A column of any Parquet, CSV, JSON, tar or text file: file:prompts.csv" },
  hf: { ...USUAL, summary: "A column of any dataset on Hugging Face: hf:owner/name", reads: "source" },
  custom: { ...USUAL, summary: "A module of your own (./my_dataset.ts), or lines of text that are never read as JSON" },
  mix: { ...USUAL, summary: "Several datasets by weight: mix:chat.jsonl=0.7,rag.jsonl=0.3", reads: "source" },
  shared_prefix: { ...MADE, summary: "Groups of random prompts that begin alike, for prefix caches" },
  longalpaca: { ...USUAL, summary: "Long instructions of LongAlpaca-12k: a local file, or downloaded" },
  share_gpt_zh: {
    ...USUAL,
    summary: "Chinese conversations of ShareGPT, each sent whole up to its last question",
  },
  share_gpt_en: {
    ...USUAL,
    summary: "English conversations of ShareGPT, each sent whole up to its last question",
  },
  random_multi_turn: {
    ...CONVERSATIONS,
    summary: "Conversations of random messages of exact lengths, without end",
    reads: "nothing",
  },
  share_gpt_zh_multi_turn: {
    ...CONVERSATIONS,
    summary: "What users said in the Chinese conversations of ShareGPT, turn by turn",
  },
  share_gpt_en_multi_turn: {
    ...CONVERSATIONS,
    summary: "What users said in the English conversations of ShareGPT, turn by turn",
  },
  custom_multi_turn: {
    ...CONVERSATIONS,
    summary: "Conversations of your own: each line a JSON array of messages",
  },
  trie_agentic_coding: {
    ...CONVERSATIONS,
    summary: "The shape of an agent's work on code: lengths and pauses of each turn",
  },
  trie_code_qa: {
    ...CONVERSATIONS,
    summary: "The shape of questions about code: lengths and pauses of each turn",
  },
  trie_office_work: {
    ...CONVERSATIONS,
    summary: "The shape of an agent's work in an office: lengths and pauses of each turn",
  },
  speed_benchmark: {
    ...MADE,
    summary: "Speed by prompt length: 8 prompts of 1 to 30,720 characters",
    kind: "speed",
  },
  speed_benchmark_long: {
    ...MADE,
    summary: "Speed by prompt length: 4 prompts of 63,488 and 129,024 characters",
    kind: "speed",
  },
  workload_trace: {
    ...USUAL,
    summary: "Recorded requests at their own times: whole bodies, or lengths alone (Mooncake, BurstGPT)",
    kind: "trace",
  },
  swe_smith: {
    ...CONVERSATIONS,
    summary: "Conversations of a coding agent, cut from the trajectories of SWE-smith or given as they are",
  },
};

/** The canonical names, in the order of lists. */
export const DATASET_NAMES: readonly DatasetName[] = Object.keys(DATASET_FACTS) as DatasetName[];

/** Returns the canonical name for one that was typed; `null` when no dataset is called so. */
export function findDataset(typed: string): DatasetName | null {
  return DATASET_NAMES.find((name) => name === typed || DATASET_FACTS[name].aliases.includes(typed)) ?? null;
}
