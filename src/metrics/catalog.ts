/**
 * The one list of metrics: tables, files, rules and visualizers take names, units and meanings from here.
 */
import { CONVERSATION_DEFINITIONS, PACE_DEFINITIONS, TURN_DEFINITIONS } from "./definitions/load_definitions.ts";
import { LATENCY_DEFINITIONS, RATE_DEFINITIONS, TOKEN_DEFINITIONS } from "./definitions/distribution_definitions.ts";
import { COUNT_DEFINITIONS, THROUGHPUT_DEFINITIONS } from "./definitions/scalar_definitions.ts";

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
  "input_tokens_per_second",
  "output_tokens_per_second",
  "total_tokens_per_second",
  "decode_tokens_per_second",
  "decoded_tokens_per_chunk",
  "cache_hit_rate",
  "headers_time",
  "send_lag",
  "dispatch_lag",
  "first_turn_ttft",
  "later_turn_ttft",
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
  "goodput",
  "goodput_share",
  "late_starts",
  "start_rate",
  "due_rate",
  "turns_per_request",
  "kv_cache_hit_rate_estimate",
  "conversations",
  "finished_conversations",
  "abandoned_conversations",
] as const;

/** The id of a metric that is one number a step. */
export type ScalarId = typeof SCALAR_IDS[number];

/** The id of any metric. */
export type MetricId = DistributionId | ScalarId;

/** Which way is better; `neutral`: neither. */
export type MetricDirection = "lower" | "higher" | "neutral";

/** What a metric is, for tables, files, rules and documentation. */
export interface MetricDefinition {
  readonly id: MetricId;
  readonly label: string;
  /** `ms`, `s`, `tok/s`, `req/s`, `tokens`, `%`, `requests`, `turns`, `conversations`, `tokens/chunk`, `share` (0 to 1). */
  readonly unit: string;
  /** The formula in words, what makes it undefined, and where the definition comes from. */
  readonly formula: string;
  readonly direction: MetricDirection;
  /** Decimals in tables. */
  readonly decimals: number;
  /**
   * The same figure in the files of `evalscope perf`, where there is one: of a distribution its column in
   * `benchmark_percentile.json`, of a scalar its key in `benchmark_summary.json`.
   */
  readonly evalscopeKey?: string;
  /** The key of a distribution's mean in `benchmark_summary.json`. */
  readonly evalscopeMeanKey?: string;
}

/** What each metric is. */
export const METRIC_CATALOG: Readonly<Record<MetricId, MetricDefinition>> = withIds({
  ...LATENCY_DEFINITIONS,
  ...TOKEN_DEFINITIONS,
  ...RATE_DEFINITIONS,
  ...COUNT_DEFINITIONS,
  ...THROUGHPUT_DEFINITIONS,
  ...PACE_DEFINITIONS,
  ...TURN_DEFINITIONS,
  ...CONVERSATION_DEFINITIONS,
});

/** A definition as the tables of this folder write it: its key there is the id. */
export type DefinitionEntry = Omit<MetricDefinition, "id">;

function withIds(entries: Readonly<Record<MetricId, DefinitionEntry>>): Record<MetricId, MetricDefinition> {
  const ids: readonly MetricId[] = [...DISTRIBUTION_IDS, ...SCALAR_IDS];
  return Object.fromEntries(ids.map((id) => [id, { id, ...entries[id] }])) as Record<MetricId, MetricDefinition>;
}
