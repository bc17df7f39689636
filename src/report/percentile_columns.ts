import type { DistributionId } from "../metrics/catalog.ts";

/** The columns of the reference's percentiles in its order: of its file and of its table. */
export const REFERENCE_COLUMNS: readonly DistributionId[] = [
  "latency",
  "ttft",
  "itl",
  "tpot",
  "input_tokens",
  "output_tokens",
  "output_tokens_per_second",
  "total_tokens_per_second",
  "decode_tokens_per_second",
];
