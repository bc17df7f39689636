import type { Definitions } from "./metric_definition.ts";

/** Metrics of how much was read and written, one sample a successful request. */
export const TOKEN_DEFINITIONS: Definitions<"input_tokens" | "output_tokens" | "cached_tokens" | "reasoning_tokens"> = {
  input_tokens: {
    label: "Input tokens",
    unit: "tokens",
    formula: "Prompt tokens of a successful request, as the service counts them, else a tokenizer.",
    chinese: { label: "输入 token", formula: "成功请求的提示词 token 数，以服务的计数为准，否则由分词器计数。" },
    direction: "neutral",
    decimals: 1,
    evalscopeKey: "Input tokens",
    evalscopeMeanKey: "Avg Input Tokens",
    shows: {
      summary: { section: "tokens", order: 10, label: "Avg Input Tokens" },
      percentiles: { order: 90 },
      percentileFile: { order: 50 },
      perRequest: { order: 60 },
      summaryFile: { order: 110, deviationOrder: 540 },
    },
  },
  output_tokens: {
    label: "Output tokens",
    unit: "tokens",
    formula: "Completion tokens of a successful request, reasoning included, as the service counts them, else a " +
      "tokenizer.",
    chinese: {
      label: "输出 token",
      formula: "成功请求的输出 token 数（含推理），以服务的计数为准，否则由分词器计数。",
    },
    direction: "neutral",
    decimals: 1,
    evalscopeKey: "Output tokens",
    evalscopeMeanKey: "Avg Output Tokens",
    shows: {
      summary: { section: "tokens", order: 20, label: "Avg Output Tokens" },
      percentiles: { order: 100 },
      percentileFile: { order: 60 },
      perRequest: { order: 70 },
      summaryFile: { order: 170, deviationOrder: 550 },
      groups: [{ order: 40, title: "Out tokens", statistic: "mean", dropOrder: 8 }],
    },
  },
  cached_tokens: {
    label: "Cached tokens",
    unit: "tokens",
    formula: "Prompt tokens that the service says came from its prefix cache; undefined where it does not say.",
    chinese: { label: "缓存 token", formula: "服务称来自其前缀缓存的提示词 token 数；服务未说明时无此值。" },
    direction: "neutral",
    decimals: 1,
    shows: {
      summary: { section: "tokens", order: 40, label: "Avg Cached Tokens", isOptional: true },
      perRequest: { order: 90, isOptional: true },
      summaryFile: { order: 360 },
    },
  },
  reasoning_tokens: {
    label: "Reasoning tokens",
    unit: "tokens",
    formula: "Completion tokens that the service says were reasoning; undefined where it does not say.",
    chinese: { label: "推理 token", formula: "服务称用于推理的输出 token 数；服务未说明时无此值。" },
    direction: "neutral",
    decimals: 1,
    shows: {
      summary: { section: "tokens", order: 30, label: "Avg Reasoning Tokens", isOptional: true },
      perRequest: { order: 80, isOptional: true },
      summaryFile: { order: 370 },
    },
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
    chinese: { label: "输入", formula: "单个请求的输入 token / 延迟；延迟为 0 时无此值。" },
    direction: "higher",
    decimals: 2,
    evalscopeKey: "Input (tok/s)",
    shows: {
      percentiles: { order: 105, when: "inputOnly" },
      percentileFile: { order: 65, when: "inputOnly" },
      overview: { order: 35, title: "Inp/s", statistic: "mean", when: "inputOnly" },
    },
  },
  output_tokens_per_second: {
    label: "Output",
    unit: "tok/s",
    formula: "Output tokens / latency of one request; undefined at a latency of 0.",
    chinese: { label: "输出", formula: "单个请求的输出 token / 延迟；延迟为 0 时无此值。" },
    direction: "higher",
    decimals: 2,
    evalscopeKey: "Output (tok/s)",
    shows: {
      percentiles: { order: 110 },
      percentileFile: { order: 70 },
    },
  },
  total_tokens_per_second: {
    label: "Total",
    unit: "tok/s",
    formula: "(Input tokens + output tokens) / latency of one request; undefined at a latency of 0.",
    chinese: { label: "合计", formula: "单个请求的 (输入 token + 输出 token) / 延迟；延迟为 0 时无此值。" },
    direction: "higher",
    decimals: 2,
    evalscopeKey: "Total (tok/s)",
    shows: {
      percentiles: { order: 120 },
      percentileFile: { order: 80 },
    },
  },
  decode_tokens_per_second: {
    label: "Decode",
    unit: "tok/s",
    formula: "1 / TPOT of one request: the speed at which a reader sees tokens come. Undefined where TPOT is " +
      "undefined or 0.",
    chinese: { label: "解码", formula: "单个请求的 1 / TPOT：读者看到 token 出现的速度。TPOT 无值或为 0 时无此值。" },
    direction: "higher",
    decimals: 2,
    evalscopeKey: "Decode (tok/s)",
    shows: {
      percentiles: { order: 130 },
      percentileFile: { order: 90 },
      perRequest: { order: 140 },
    },
  },
  decoded_tokens_per_chunk: {
    label: "Decoded tokens per chunk",
    unit: "tokens/chunk",
    formula: "(Output tokens − 1) / (output events − 1) of one request; above 1 where a service decodes several " +
      "tokens at a time or sends several in an event. Undefined with fewer than two of either.",
    chinese: {
      label: "每块解码 token",
      formula:
        "单个请求的 (输出 token − 1) / (输出事件 − 1)；服务一次解码或一个事件发送多个 token 时大于 1。任一少于两个时无此值。",
    },
    direction: "neutral",
    decimals: 2,
  },
  cache_hit_rate: {
    label: "Cache hit rate",
    unit: "%",
    formula: "100 · cached tokens / input tokens of one request; undefined where the service does not say.",
    chinese: { label: "缓存命中率", formula: "单个请求的 100 · 缓存 token / 输入 token；服务未说明时无此值。" },
    direction: "higher",
    decimals: 1,
  },
};
