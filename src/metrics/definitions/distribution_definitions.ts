import type { DefinitionEntry, DistributionId } from "../catalog.ts";

type Definitions<Id extends DistributionId> = Readonly<Record<Id, DefinitionEntry>>;

/** Metrics of waiting, one sample a request (ITL: one a gap). */
export const LATENCY_DEFINITIONS: Definitions<
  | "latency"
  | "response_time"
  | "ttft"
  | "response_ttft"
  | "itl"
  | "itl_per_request"
  | "tpot"
  | "headers_time"
  | "send_lag"
> = {
  latency: {
    label: "Latency",
    unit: "s",
    formula:
      "From sending the request to the last event of its stream (finish and usage events count, [DONE] and the " +
      "closing of the connection do not), or to the end of the body where the reply is no stream. Successful " +
      "requests only. As evalscope perf; vLLM ends one event earlier where usage comes in an event of its own.",
    direction: "lower",
    decimals: 3,
    evalscopeKey: "Latency (s)",
    evalscopeMeanKey: "Avg Latency (s)",
  },
  response_time: {
    label: "Response time",
    unit: "s",
    formula: "Latency counted from the moment the request was due instead of the moment it was sent; equal to the " +
      "latency where the load has no schedule. Free of coordinated omission: what a user would have waited.",
    direction: "lower",
    decimals: 3,
  },
  ttft: {
    label: "TTFT",
    unit: "ms",
    formula: "Time to first token: from sending to the first event that carries text, reasoning or tool-call " +
      "arguments. Role-only, empty and usage-only events do not count. Undefined for replies that are no stream.",
    direction: "lower",
    decimals: 2,
    evalscopeKey: "TTFT (ms)",
    evalscopeMeanKey: "Avg TTFT (ms)",
  },
  response_ttft: {
    label: "Response TTFT",
    unit: "ms",
    formula: "TTFT counted from the moment the request was due; equal to TTFT where the load has no schedule.",
    direction: "lower",
    decimals: 2,
  },
  itl: {
    label: "ITL",
    unit: "ms",
    formula: "Inter-token latency: every gap between two successive output events of one request, those of all " +
      "requests pooled. Events that arrived in one read have a gap of 0. As vLLM and evalscope perf.",
    direction: "lower",
    decimals: 2,
    evalscopeKey: "ITL (ms)",
    evalscopeMeanKey: "Avg ITL (ms)",
  },
  itl_per_request: {
    label: "ITL per request",
    unit: "ms",
    formula: "Mean gap between the output events of one request; undefined with fewer than two. " +
      "Near what AIPerf and GuideLLM call ITL.",
    direction: "lower",
    decimals: 2,
  },
  tpot: {
    label: "TPOT",
    unit: "ms",
    formula: "Time per output token without the first: (latency − TTFT) / (output tokens − 1). Undefined for one " +
      "token and for replies that are no stream. As vLLM and evalscope perf, which say 0 for one token.",
    direction: "lower",
    decimals: 2,
    evalscopeKey: "TPOT (ms)",
    evalscopeMeanKey: "Avg TPOT (ms)",
  },
  headers_time: {
    label: "Time to headers",
    unit: "ms",
    formula: "From sending to the response headers of a successful request.",
    direction: "lower",
    decimals: 2,
  },
  send_lag: {
    label: "Send lag",
    unit: "ms",
    formula: "From the moment a request was due, or had its slot where the load has no schedule, to the moment it " +
      "was sent; of all measured requests, failed ones too. The client's own lateness, never part of the latency.",
    direction: "lower",
    decimals: 2,
  },
};

/** Metrics of how much was read and written, one sample a successful request. */
export const TOKEN_DEFINITIONS: Definitions<
  "input_tokens" | "output_tokens" | "cached_tokens" | "reasoning_tokens"
> = {
  input_tokens: {
    label: "Input tokens",
    unit: "tokens",
    formula: "Prompt tokens of a successful request, as the service counts them, else a tokenizer.",
    direction: "neutral",
    decimals: 1,
    evalscopeKey: "Input tokens",
    evalscopeMeanKey: "Avg Input Tokens",
  },
  output_tokens: {
    label: "Output tokens",
    unit: "tokens",
    formula: "Completion tokens of a successful request, reasoning included, as the service counts them, else a " +
      "tokenizer.",
    direction: "neutral",
    decimals: 1,
    evalscopeKey: "Output tokens",
    evalscopeMeanKey: "Avg Output Tokens",
  },
  cached_tokens: {
    label: "Cached tokens",
    unit: "tokens",
    formula: "Prompt tokens that the service says came from its prefix cache; undefined where it does not say.",
    direction: "neutral",
    decimals: 1,
  },
  reasoning_tokens: {
    label: "Reasoning tokens",
    unit: "tokens",
    formula: "Completion tokens that the service says were reasoning; undefined where it does not say.",
    direction: "neutral",
    decimals: 1,
  },
};

/** Metrics of speed and share within a request. */
export const RATE_DEFINITIONS: Definitions<
  | "input_tokens_per_second"
  | "output_tokens_per_second"
  | "total_tokens_per_second"
  | "decode_tokens_per_second"
  | "decoded_tokens_per_chunk"
  | "cache_hit_rate"
> = {
  input_tokens_per_second: {
    label: "Input",
    unit: "tok/s",
    formula: "Input tokens / latency of one request; undefined at a latency of 0.",
    direction: "higher",
    decimals: 2,
    evalscopeKey: "Input (tok/s)",
  },
  output_tokens_per_second: {
    label: "Output",
    unit: "tok/s",
    formula: "Output tokens / latency of one request; undefined at a latency of 0.",
    direction: "higher",
    decimals: 2,
    evalscopeKey: "Output (tok/s)",
  },
  total_tokens_per_second: {
    label: "Total",
    unit: "tok/s",
    formula: "(Input tokens + output tokens) / latency of one request; undefined at a latency of 0.",
    direction: "higher",
    decimals: 2,
    evalscopeKey: "Total (tok/s)",
  },
  decode_tokens_per_second: {
    label: "Decode",
    unit: "tok/s",
    formula: "1 / TPOT of one request: the speed at which a reader sees tokens come. Undefined where TPOT is " +
      "undefined or 0.",
    direction: "higher",
    decimals: 2,
    evalscopeKey: "Decode (tok/s)",
  },
  decoded_tokens_per_chunk: {
    label: "Decoded tokens per chunk",
    unit: "tokens/chunk",
    formula: "(Output tokens − 1) / (output events − 1) of one request; above 1 where a service decodes several " +
      "tokens at a time or sends several in an event. Undefined with fewer than two of either.",
    direction: "neutral",
    decimals: 2,
  },
  cache_hit_rate: {
    label: "Cache hit rate",
    unit: "%",
    formula: "100 · cached tokens / input tokens of one request; undefined where the service does not say.",
    direction: "higher",
    decimals: 1,
  },
};
