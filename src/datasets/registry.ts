import type { DatasetName } from "../core/datasets.ts";
import type { DatasetFactory } from "./dataset.ts";

/** Every dataset, loaded when it is asked for. */
const DATASETS: Readonly<Record<DatasetName, () => Promise<DatasetFactory>>> = {
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
  mix: async () => (await import("./mixes/mix.ts")).createMixFactory(loadDatasetFactory),
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

/** Loads the factory of a dataset. */
export function loadDatasetFactory(name: DatasetName): Promise<DatasetFactory> {
  return DATASETS[name]();
}
