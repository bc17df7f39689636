import type { DatasetName } from "../core/names.ts";
import type { DatasetFactory } from "./dataset.ts";

/** Every dataset, loaded when it is asked for. */
export const DATASETS: Readonly<Record<DatasetName, () => Promise<DatasetFactory>>> = {
  openqa: async () => (await import("./openqa.ts")).createOpenqaDataset,
  line_by_line: async () => (await import("./line_by_line.ts")).createLineByLineDataset,
  random: async () => (await import("./random_prompts.ts")).createRandomDataset,
};

/** What each dataset is, in a line, for lists. */
export const DATASET_SUMMARIES: Readonly<Record<DatasetName, string>> = {
  openqa: "Questions of HC3-Chinese (open_qa.jsonl): a local file, or downloaded",
  line_by_line: "A file of your own: each line a prompt, a JSON array of messages or a whole JSON body",
  random: "Random prompts of an exact length in tokens, without end",
};

/** Loads the factory of a dataset. */
export function loadDatasetFactory(name: DatasetName): Promise<DatasetFactory> {
  return DATASETS[name]();
}
