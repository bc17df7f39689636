import type { DatasetChoice } from "../core/choices/dataset_choice.ts";
import { SOURCES_WITHOUT_PATH } from "../core/names.ts";
import type { DatasetContext } from "./dataset.ts";

/** Puts what stands behind the name of a dataset where the dataset looks for it. */
export function withChoice({ name, source }: DatasetChoice, context: DatasetContext): DatasetContext {
  if (source === null) return { ...context, source: null };
  const hasPath = !SOURCES_WITHOUT_PATH.includes(name);
  return hasPath ? { ...context, path: source, source: null } : { ...context, path: null, source };
}
