import type { JsonObject } from "../../core/json.ts";
import { withoutKeys } from "./body_template.ts";

/** Keys of the extra arguments that shape a dataset; no service knows them. */
const DATASET_KEYS = ["batch_size", "num_documents", "document_length_ratio"] as const;

/** Returns a body without those extra arguments that are not meant for the service. */
export function withoutDatasetKeys(body: JsonObject, extraArgs: JsonObject): JsonObject {
  return withoutKeys(body, DATASET_KEYS.filter((key) => key in extraArgs));
}
