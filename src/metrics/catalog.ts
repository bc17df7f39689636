/** Ids of metrics with many samples. */
export const DISTRIBUTION_IDS = [
  "latency",
  "response_time",
  "ttft",
  "response_ttft",
  "itl",
  "itl_per_request",
  "tpot",
  "input_tokens",
  "output_tokens",
  "cached_tokens",
  "reasoning_tokens",
  "output_tokens_per_second",
  "total_tokens_per_second",
  "decode_tokens_per_second",
  "decoded_tokens_per_chunk",
  "cache_hit_rate",
  "headers_time",
  "send_lag",
] as const;

/** The id of a metric with many samples. */
export type DistributionId = typeof DISTRIBUTION_IDS[number];

/** Ids of metrics that are one number a step. */
export const SCALAR_IDS = [
  "duration",
  "total_requests",
  "success_requests",
  "failed_requests",
  "stream_requests",
  "non_stream_requests",
  "success_rate",
  "request_throughput",
  "input_throughput",
  "output_throughput",
  "total_throughput",
  "summed_latency_input_throughput",
  "kv_cache_hit_rate",
  "decoded_tokens_per_chunk_mean",
  "speculative_accept_rate",
  "mean_concurrency",
] as const;

/** The id of a metric that is one number a step. */
export type ScalarId = typeof SCALAR_IDS[number];

/** What a metric is, for tables, files, rules and documentation. */
export interface MetricDefinition {
  readonly id: DistributionId | ScalarId;
  readonly label: string;
  /** `ms`, `s`, `tok/s`, `req/s`, `tokens`, `%`, `requests`, `tokens/chunk` … */
  readonly unit: string;
  /** The formula in words, with what makes it undefined. */
  readonly formula: string;
  readonly direction: "lower" | "higher" | "neutral";
  /** Decimals in tables. */
  readonly decimals: number;
  /** The key or column of the same figure in files of `evalscope perf`, where there is one. */
  readonly evalscopeKey?: string;
}
