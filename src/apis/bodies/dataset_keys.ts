import type { JsonObject } from "../../core/json.ts";
import { withoutKeys } from "./body_template.ts";

/** Keys of the extra arguments that shape a dataset; no service knows them. */
const DATASET_KEYS = ["batch_size", "num_documents", "document_length_ratio"] as const;

/** Returns the extra arguments that are meant for the service. */
export function withoutDatasetKeys(extraArgs: JsonObject): JsonObject {
  return withoutKeys(extraArgs, DATASET_KEYS);
}
