import type { DatasetName } from "../core/names.ts";
import type { DatasetFactory } from "./dataset.ts";

/** Every dataset, loaded when it is asked for. */
export const DATASETS: Readonly<Record<DatasetName, () => Promise<DatasetFactory>>> = {
  openqa: async () => (await import("./openqa.ts")).createOpenqaDataset,
  line_by_line: async () => (await import("./line_by_line.ts")).createLineByLineDataset,
  random: async () => (await import("./random_prompts.ts")).createRandomDataset,
  embedding: async () => (await import("./texts/embedding.ts")).createEmbeddingDataset,
  embedding_batch: async () => (await import("./texts/embedding.ts")).createEmbeddingBatchDataset,
  random_embedding: async () => (await import("./texts/random_embedding.ts")).createRandomEmbeddingDataset,
  random_embedding_batch: async () => (await import("./texts/random_embedding.ts")).createRandomEmbeddingBatchDataset,
  rerank: async () => (await import("./texts/rerank.ts")).createRerankDataset,
  random_rerank: async () => (await import("./texts/random_rerank.ts")).createRandomRerankDataset,
  random_vl: async () => (await import("./images/random_vl.ts")).createRandomVlDataset,
  flickr8k: async () => (await import("./hub_sets/flickr8k.ts")).createFlickr8kDataset,
  kontext_bench: async () => (await import("./hub_sets/kontext_bench.ts")).createKontextBenchDataset,
  mmmu_multi_image: async () => (await import("./hub_sets/mmmu_multi_image.ts")).createMmmuMultiImageDataset,
  file: async () => (await import("./hub_sets/file_table.ts")).createFileTableDataset,
  hf: async () => (await import("./hub_sets/hugging_face.ts")).createHuggingFaceDataset,
  custom: async () => (await import("./user_module/custom_dataset.ts")).createCustomDataset,
  mix: async () => (await import("./mixes/mix.ts")).createMixDataset,
  shared_prefix: async () => (await import("./mixes/shared_prefix.ts")).createSharedPrefixDataset,
  longalpaca: async () => (await import("./longalpaca.ts")).createLongAlpacaDataset,
  share_gpt_zh: async () => (await import("./conversations/share_gpt.ts")).createShareGptZhDataset,
  share_gpt_en: async () => (await import("./conversations/share_gpt.ts")).createShareGptEnDataset,
  random_multi_turn: async () => (await import("./conversations/random_multi_turn.ts")).createRandomMultiTurnDataset,
  share_gpt_zh_multi_turn: async () =>
    (await import("./conversations/share_gpt_multi_turn.ts")).createShareGptZhMultiTurnDataset,
  share_gpt_en_multi_turn: async () =>
    (await import("./conversations/share_gpt_multi_turn.ts")).createShareGptEnMultiTurnDataset,
  custom_multi_turn: async () => (await import("./conversations/custom_multi_turn.ts")).createCustomMultiTurnDataset,
  trie_agentic_coding: async () => (await import("./conversations/trie.ts")).createTrieAgenticCodingDataset,
  trie_code_qa: async () => (await import("./conversations/trie.ts")).createTrieCodeQaDataset,
  trie_office_work: async () => (await import("./conversations/trie.ts")).createTrieOfficeWorkDataset,
  speed_benchmark: async () => (await import("./speed/speed_benchmark.ts")).createSpeedBenchmarkDataset,
  speed_benchmark_long: async () => (await import("./speed/speed_benchmark.ts")).createLongSpeedBenchmarkDataset,
  workload_trace: async () => (await import("./traces/workload_trace.ts")).createWorkloadTraceDataset,
  swe_smith: async () => (await import("./conversations/swe_smith/swe_smith.ts")).createSweSmithDataset,
};

/** What each dataset is, in a line, for lists. */
export const DATASET_SUMMARIES: Readonly<Record<DatasetName, string>> = {
  openqa: "Questions of HC3-Chinese (open_qa.jsonl): a local file, or downloaded",
  line_by_line: "A file of your own: each line a prompt, a JSON array of messages or a whole JSON body",
  random: "Random prompts of an exact length in tokens, without end",
  embedding: "Texts to embed from a .txt, .json or .jsonl file, one a request",
  embedding_batch: "Texts to embed from a file, several a request (batch_size)",
  random_embedding: "Random texts to embed, of an exact length in tokens",
  random_embedding_batch: "Random texts to embed, several a request (batch_size)",
  rerank: "Queries with documents to rank from a .json, .jsonl or .txt file",
  random_rerank: "Random queries with random documents (num_documents, document_length_ratio)",
  random_vl: "Random prompts, each with random images of its own",
  flickr8k: "Photographs with captions (Flickr8k): local archives or Parquet files, or downloaded",
  kontext_bench: "Images with instructions to change them (KontextBench): local, or downloaded",
  mmmu_multi_image: "Questions of MMMU with several images: local Parquet files, or downloaded",
  file: "A column of any Parquet, CSV, JSON, tar or text file: file:prompts.csv",
  hf: "A column of any dataset on Hugging Face: hf:owner/name",
  custom: "A module of your own (./my_dataset.ts), or lines of text that are never read as JSON",
  mix: "Several datasets by weight: mix:chat.jsonl=0.7,rag.jsonl=0.3",
  shared_prefix: "Groups of random prompts that begin alike, for prefix caches",
  longalpaca: "Long instructions of LongAlpaca-12k: a local file, or downloaded",
  share_gpt_zh: "Chinese conversations of ShareGPT, each sent whole up to its last question",
  share_gpt_en: "English conversations of ShareGPT, each sent whole up to its last question",
  random_multi_turn: "Conversations of random messages of exact lengths, without end",
  share_gpt_zh_multi_turn: "What users said in the Chinese conversations of ShareGPT, turn by turn",
  share_gpt_en_multi_turn: "What users said in the English conversations of ShareGPT, turn by turn",
  custom_multi_turn: "Conversations of your own: each line a JSON array of messages",
  trie_agentic_coding: "The shape of an agent's work on code: lengths and pauses of each turn",
  trie_code_qa: "The shape of questions about code: lengths and pauses of each turn",
  trie_office_work: "The shape of an agent's work in an office: lengths and pauses of each turn",
  speed_benchmark: "Speed by prompt length: 8 prompts of 1 to 30,720 characters",
  speed_benchmark_long: "Speed by prompt length: 4 prompts of 63,488 and 129,024 characters",
  workload_trace: "Recorded requests at their own times: whole bodies, or lengths alone (Mooncake, BurstGPT)",
  swe_smith: "Conversations of a coding agent, cut from the trajectories of SWE-smith or given as they are",
};

/** Loads the factory of a dataset. */
export function loadDatasetFactory(name: DatasetName): Promise<DatasetFactory> {
  return DATASETS[name]();
}
