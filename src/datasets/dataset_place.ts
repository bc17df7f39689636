import type { DatasetChoice } from "../core/dataset_choice.ts";
import type { DatasetName } from "../core/names.ts";
import type { DatasetContext } from "./dataset.ts";

/** Datasets whose source is not a path. */
const WITHOUT_PATH: readonly DatasetName[] = ["hf", "mix"];

/** Tells whether what stands behind the name of a dataset is a path. */
export function isPathSource(name: DatasetName): boolean {
  return !WITHOUT_PATH.includes(name);
}

/** Puts what stands behind the name of a dataset where the dataset looks for it. */
export function withChoice({ name, source }: DatasetChoice, context: DatasetContext): DatasetContext {
  if (source === null) return { ...context, source: null };
  return isPathSource(name) ? { ...context, path: source, source: null } : { ...context, path: null, source };
}
