/** A dialect's canonical name. */
export type ApiName = "openai";

/** Names of service dialects as users type them, each with its canonical name. */
export const API_NAMES: Readonly<Record<string, ApiName>> = {
  openai: "openai",
};

/** Names of the datasets. */
export const DATASET_NAMES = ["openqa", "line_by_line", "random"] as const;

/** A dataset's name. */
export type DatasetName = typeof DATASET_NAMES[number];
