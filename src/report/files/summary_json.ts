import type { JsonObject, JsonValue } from "../../core/json.ts";
import { type DistributionId, METRIC_CATALOG, type ScalarId } from "../../metrics/catalog.ts";
import type { StepResult } from "../../metrics/run_result.ts";
import { chooseCacheRate } from "../text/cache_rate.ts";
import { roundForFile } from "../text/rounding.ts";

/** One entry of the file: its key and its value. */
type Entry = readonly [key: string, value: JsonValue];

/** Metrics whose spread is worth a key of our own. */
const DEVIATION_IDS: readonly DistributionId[] = ["latency", "ttft", "tpot", "itl", "input_tokens", "output_tokens"];

/** Figures that only some loads have. */
const OPTIONAL_SCALAR_IDS: readonly ScalarId[] = [
  "start_rate",
  "due_rate",
  "goodput",
  "goodput_share",
  "conversations",
  "finished_conversations",
  "abandoned_conversations",
];

/**
 * Makes `benchmark_summary.json` of one step: the reference's keys in its order, then ours. What is undefined, or has no
 * limit, is `null`.
 */
export function toSummaryJson(result: StepResult): JsonObject {
  return Object.fromEntries([...toReferenceEntries(result), ...toOwnEntries(result)]);
}

function toReferenceEntries(result: StepResult): Entry[] {
  return [
    scalar(result, "duration"),
    ["Concurrency", result.parallel],
    ["Request Rate (req/s)", roundForFile(result.rate)],
    scalar(result, "total_requests"),
    scalar(result, "success_requests"),
    scalar(result, "failed_requests"),
    scalar(result, "stream_requests"),
    scalar(result, "non_stream_requests"),
    scalar(result, "request_throughput"),
    mean(result, "latency"),
    mean(result, "input_tokens"),
    scalar(result, "output_throughput"),
    scalar(result, "total_throughput"),
    mean(result, "ttft"),
    mean(result, "tpot"),
    mean(result, "itl"),
    mean(result, "output_tokens"),
    scalar(result, "summed_latency_input_throughput"),
    ...optional(scalar(result, "turns_per_request")),
    ...optional(cacheRate(result)),
    ...optional(mean(result, "first_turn_ttft")),
    ...optional(mean(result, "later_turn_ttft")),
    ...optional(scalar(result, "decoded_tokens_per_chunk_mean")),
    ...optional(scalar(result, "speculative_accept_rate")),
  ];
}

function toOwnEntries(result: StepResult): Entry[] {
  return [
    scalar(result, "success_rate"),
    // Its label would differ from the key of the reference, which means another figure, in case only.
    ["Input Throughput over Duration (tok/s)", roundForFile(result.metrics.scalars.input_throughput)],
    scalar(result, "mean_concurrency"),
    mean(result, "response_time"),
    mean(result, "response_ttft"),
    mean(result, "itl_per_request"),
    mean(result, "cached_tokens"),
    mean(result, "reasoning_tokens"),
    mean(result, "send_lag"),
    scalar(result, "late_starts"),
    ...OPTIONAL_SCALAR_IDS.flatMap((id) => optional(scalar(result, id))),
    ...optional(["KV Cache Hit Rate Source", chooseCacheRate(result.metrics)?.source ?? null]),
    ...DEVIATION_IDS.map((id) => deviation(result, id)),
    ["Ending", result.ending],
    ["Validity", result.validity.verdict],
  ];
}

/** What the service states, else the guess of conversations under the same key, as in the reference. */
function cacheRate(result: StepResult): Entry {
  const [key] = scalar(result, "kv_cache_hit_rate");
  return [key, roundForFile(chooseCacheRate(result.metrics)?.value ?? null)];
}

function scalar(result: StepResult, id: ScalarId): Entry {
  const { label, unit, evalscopeKey } = METRIC_CATALOG[id];
  return [evalscopeKey ?? `${label} (${unit})`, roundForFile(result.metrics.scalars[id])];
}

function mean(result: StepResult, id: DistributionId): Entry {
  const { label, unit, evalscopeMeanKey } = METRIC_CATALOG[id];
  return [evalscopeMeanKey ?? `Avg ${label} (${unit})`, roundForFile(result.metrics.distributions[id].mean)];
}

function deviation(result: StepResult, id: DistributionId): Entry {
  const { label, unit } = METRIC_CATALOG[id];
  return [`Std ${label} (${unit})`, roundForFile(result.metrics.distributions[id].standardDeviation)];
}

/** The reference leaves these keys out where they do not apply. */
function optional(entry: Entry): Entry[] {
  return entry[1] === null ? [] : [entry];
}
