import type { DefinitionEntry, ScalarId } from "../catalog.ts";

type Definitions<Id extends ScalarId> = Readonly<Record<Id, DefinitionEntry>>;

const REQUESTS = { unit: "requests", direction: "neutral", decimals: 0 } as const;
const TOKENS_PER_SECOND = { unit: "tok/s", direction: "higher", decimals: 2 } as const;

/** Counts of a step, and its length. */
export const COUNT_DEFINITIONS: Definitions<
  | "duration"
  | "total_requests"
  | "success_requests"
  | "failed_requests"
  | "stream_requests"
  | "non_stream_requests"
  | "success_rate"
> = {
  duration: {
    label: "Duration",
    unit: "s",
    formula: "From the first sending to the last end, over all measured requests, failed ones too; undefined " +
      "without requests.",
    direction: "neutral",
    decimals: 2,
    evalscopeKey: "Test Duration (s)",
  },
  total_requests: {
    label: "Requests",
    formula: "Measured requests that ended; warm-up is left out.",
    evalscopeKey: "Total Requests",
    ...REQUESTS,
  },
  success_requests: {
    label: "Succeeded",
    formula: "Requests without a failure: complete replies with output.",
    evalscopeKey: "Success Requests",
    ...REQUESTS,
  },
  failed_requests: {
    label: "Failed",
    formula: "Requests that ended in a failure of any kind, replies cut off and errors inside a 200 stream too.",
    evalscopeKey: "Failed Requests",
    ...REQUESTS,
    direction: "lower",
  },
  stream_requests: {
    label: "Streamed",
    formula: "Requests answered by an event stream, or, where no answer came, that asked for one.",
    evalscopeKey: "Stream Requests",
    ...REQUESTS,
  },
  non_stream_requests: {
    label: "Not streamed",
    formula: "The other requests.",
    evalscopeKey: "Non-Stream Requests",
    ...REQUESTS,
  },
  success_rate: {
    label: "Success rate",
    unit: "%",
    formula: "100 · succeeded / requests; undefined without requests.",
    direction: "higher",
    decimals: 1,
  },
};

/** Figures of a step as a whole. */
export const THROUGHPUT_DEFINITIONS: Definitions<
  | "request_throughput"
  | "input_throughput"
  | "output_throughput"
  | "total_throughput"
  | "summed_latency_input_throughput"
  | "kv_cache_hit_rate"
  | "decoded_tokens_per_chunk_mean"
  | "speculative_accept_rate"
  | "mean_concurrency"
> = {
  request_throughput: {
    label: "Request throughput",
    unit: "req/s",
    formula: "Succeeded requests / duration; undefined at a duration of 0.",
    direction: "higher",
    decimals: 2,
    evalscopeKey: "Req Throughput (req/s)",
  },
  input_throughput: {
    label: "Input throughput",
    formula: "Input tokens of succeeded requests / duration; undefined where no request has a count.",
    ...TOKENS_PER_SECOND,
  },
  output_throughput: {
    label: "Output throughput",
    formula: "Output tokens of succeeded requests / duration; undefined where no request has a count.",
    evalscopeKey: "Output Throughput (tok/s)",
    ...TOKENS_PER_SECOND,
  },
  total_throughput: {
    label: "Total throughput",
    formula: "Input and output tokens of succeeded requests / duration; undefined where either is.",
    evalscopeKey: "Total Throughput (tok/s)",
    ...TOKENS_PER_SECOND,
  },
  summed_latency_input_throughput: {
    label: "Input tokens per second of waiting",
    formula: "Input tokens / summed TTFT (latency where the reply is no stream), over succeeded requests with a " +
      "count. Does not grow with concurrency: evalscope perf's input throughput of embedding and rerank.",
    evalscopeKey: "Input Throughput (tok/s)",
    ...TOKENS_PER_SECOND,
  },
  kv_cache_hit_rate: {
    label: "KV cache hit rate",
    unit: "%",
    formula: "100 · summed cached tokens / summed input tokens, over requests whose cached tokens the service " +
      "states; undefined where there are none.",
    direction: "higher",
    decimals: 1,
    evalscopeKey: "KV Cache Hit Rate (%)",
  },
  decoded_tokens_per_chunk_mean: {
    label: "Decoded tokens per chunk",
    unit: "tokens/chunk",
    formula: "Mean of the decoded tokens per chunk over requests where it is above 1; undefined where there are none.",
    direction: "higher",
    decimals: 2,
    evalscopeKey: "Avg Decoded Tok/Iter",
  },
  speculative_accept_rate: {
    label: "Speculative acceptance",
    unit: "share",
    formula: "1 − 1 / mean decoded tokens per chunk, between 0 and 1; undefined where that mean is. An estimate: " +
      "events that a gateway joins look the same as tokens that were guessed right.",
    direction: "higher",
    decimals: 3,
    evalscopeKey: "Spec. Accept Rate",
  },
  mean_concurrency: {
    label: "Mean concurrency",
    unit: "requests",
    formula: "Summed time from sending to end of all measured requests / duration (Little's law); undefined at a " +
      "duration of 0.",
    direction: "neutral",
    decimals: 2,
  },
};
