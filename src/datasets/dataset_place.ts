import { type DatasetChoice, placeOf } from "../core/choices/dataset_choice.ts";
import type { DatasetContext } from "./dataset.ts";

/** Puts what stands behind the name of a dataset where the dataset looks for it. */
export function withChoice(choice: DatasetChoice, context: DatasetContext): DatasetContext {
  return choice.source === null ? { ...context, source: null } : { ...context, ...placeOf(choice) };
}
