import { highestOf, type MetricsPage, sumOf } from "./metrics_text.ts";

/** Where a service has a number: the sum of samples of the first of these names that it has, or their highest. */
export interface NumberSource {
  readonly names: readonly string[];
  readonly labels?: Readonly<Record<string, string>>;
  /** Its samples do not add up: shares of several engines, models of an ensemble that count the same requests. */
  readonly takesHighest?: true;
}

/** Where a service has a histogram of seconds. */
export interface HistogramSource {
  readonly names: readonly string[];
  /** What its unit is in seconds. */
  readonly seconds?: number;
}

/** The numbers of a service that only grow. */
export const COUNTER_NAMES = [
  "requests",
  "promptTokens",
  "generationTokens",
  "preemptions",
  "cacheQueries",
  "cacheHits",
] as const;

/** The numbers of a service that go up and down. */
export const GAUGE_NAMES = ["running", "waiting", "kvUsageShare"] as const;

/** The histograms of a service. */
export const TIME_NAMES = ["ttft", "itl", "latency"] as const;

/** A number that only grows. */
export type CounterName = typeof COUNTER_NAMES[number];
/** A number that goes up and down. */
export type GaugeName = typeof GAUGE_NAMES[number];
/** A histogram. */
export type TimeName = typeof TIME_NAMES[number];

/** What is known of the metrics of a kind of service. */
export interface ServiceNames {
  readonly title: string;
  /** How the names of its metrics begin. */
  readonly prefix: string;
  readonly counters: Readonly<Partial<Record<CounterName, NumberSource>>>;
  readonly gauges: Readonly<Partial<Record<GaugeName, NumberSource>>>;
  readonly times: Readonly<Partial<Record<TimeName, HistogramSource>>>;
  /** Cached tokens are not among the prompt's. */
  readonly leavesCachedOut?: true;
}

const named = (...names: string[]): NumberSource => ({ names });
const highest = (...names: string[]): NumberSource => ({ names, takesHighest: true });

/** The services that are known, by how the names of their metrics begin. */
export const SERVICES: readonly ServiceNames[] = [
  {
    title: "vLLM",
    prefix: "vllm:",
    counters: {
      requests: named("vllm:request_success_total"),
      promptTokens: named("vllm:prompt_tokens_total"),
      generationTokens: named("vllm:generation_tokens_total"),
      preemptions: named("vllm:num_preemptions_total"),
      cacheQueries: named("vllm:prefix_cache_queries_total", "vllm:gpu_prefix_cache_queries_total"),
      cacheHits: named("vllm:prefix_cache_hits_total", "vllm:gpu_prefix_cache_hits_total"),
    },
    gauges: {
      running: named("vllm:num_requests_running"),
      waiting: named("vllm:num_requests_waiting"),
      kvUsageShare: highest("vllm:kv_cache_usage_perc", "vllm:gpu_cache_usage_perc"),
    },
    times: {
      ttft: named("vllm:time_to_first_token_seconds"),
      itl: named("vllm:inter_token_latency_seconds", "vllm:time_per_output_token_seconds"),
      latency: named("vllm:e2e_request_latency_seconds"),
    },
  },
  {
    title: "SGLang",
    prefix: "sglang:",
    counters: {
      requests: named("sglang:num_requests_total"),
      promptTokens: named("sglang:prompt_tokens_total"),
      generationTokens: named("sglang:generation_tokens_total"),
      preemptions: named("sglang:num_retracted_requests_total", "sglang:num_retracted_reqs_total"),
      cacheQueries: named("sglang:prompt_tokens_total"),
      cacheHits: named("sglang:cached_tokens_total"),
    },
    gauges: {
      running: named("sglang:num_running_reqs"),
      waiting: named("sglang:num_queue_reqs"),
      kvUsageShare: highest("sglang:token_usage"),
    },
    times: {
      ttft: named("sglang:time_to_first_token_seconds"),
      itl: named("sglang:inter_token_latency_seconds", "sglang:time_per_output_token_seconds"),
      latency: named("sglang:e2e_request_latency_seconds"),
    },
  },
  {
    title: "Text Generation Inference",
    prefix: "tgi_",
    counters: {
      requests: named("tgi_request_success"),
      promptTokens: named("tgi_request_input_length_sum"),
      generationTokens: named("tgi_request_generated_tokens_sum"),
    },
    gauges: { running: named("tgi_batch_current_size"), waiting: named("tgi_queue_size") },
    // Its mean time per token holds the prefill: neither ITL nor TPOT.
    times: { latency: named("tgi_request_duration") },
  },
  {
    title: "llama.cpp",
    prefix: "llamacpp:",
    leavesCachedOut: true,
    counters: {
      promptTokens: named("llamacpp:prompt_tokens_total"),
      generationTokens: named("llamacpp:tokens_predicted_total"),
      cacheHits: named("llamacpp:prompt_tokens_cached_total"),
    },
    gauges: {
      running: named("llamacpp:requests_processing"),
      waiting: named("llamacpp:requests_deferred"),
      kvUsageShare: highest("llamacpp:kv_cache_usage_ratio"),
    },
    times: {},
  },
  {
    title: "Triton",
    prefix: "nv_",
    counters: {
      requests: highest("nv_inference_request_success"),
      promptTokens: named("nv_llm_input_token_len_sum"),
      generationTokens: named("nv_llm_output_token_len_sum"),
    },
    gauges: {
      running: { names: ["nv_trt_llm_request_metrics"], labels: { request_type: "scheduled" } },
      waiting: { names: ["nv_trt_llm_request_metrics"], labels: { request_type: "waiting" } },
      kvUsageShare: {
        names: ["nv_trt_llm_kv_cache_block_metrics"],
        labels: { kv_cache_block_type: "fraction" },
        takesHighest: true,
      },
    },
    times: { ttft: { names: ["nv_inference_first_response_histogram_ms"], seconds: 0.001 } },
  },
];

/** Finds which service a page is of; `null`: none that is known. */
export function findService(page: MetricsPage): ServiceNames | null {
  const names = [...page.keys()];
  return SERVICES.find(({ prefix }) => names.some((name) => name.startsWith(prefix))) ?? null;
}

/** Reads a number of a page; `null` where it has none. */
export function readNumber(page: MetricsPage, source: NumberSource | undefined): number | null {
  for (const name of source?.names ?? []) {
    const value = (source?.takesHighest === true ? highestOf : sumOf)(page, name, source?.labels);
    if (value !== null) return value;
  }
  return null;
}
