import type { Definitions } from "./metric_definition.ts";

const TOKENS_PER_SECOND = { unit: "tok/s", direction: "higher", decimals: 2 } as const;

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
  | "joined_event_share"
  | "stalls"
  | "longest_stall"
  | "frozen_per_1000_tokens"
> = {
  request_throughput: {
    label: "Request throughput",
    unit: "req/s",
    formula: "Succeeded requests / duration; undefined at a duration of 0.",
    chinese: { label: "请求吞吐", formula: "成功请求 / 时长；时长为 0 时无此值。" },
    direction: "higher",
    decimals: 2,
    evalscopeKey: "Req Throughput (req/s)",
    growsWithLoad: true,
    shows: {
      tile: { order: 10 },
      summary: { section: "general", order: 50, label: "Req Throughput" },
      summaryFile: { order: 90 },
      overview: { order: 20, title: "RPS", statistic: "value" },
      live: { order: 10, label: "", decimals: 2, statistics: ["value"] },
      repeats: [{ order: 10, label: "RPS", statistic: "value" }],
    },
  },
  input_throughput: {
    label: "Input throughput",
    formula: "Input tokens of succeeded requests / duration; undefined where no request has a count.",
    chinese: { label: "输入吞吐", formula: "成功请求的输入 token / 时长；没有请求有计数时无此值。" },
    ...TOKENS_PER_SECOND,
    growsWithLoad: true,
    shows: {
      summary: { section: "tokens", order: 60, label: "Input Throughput" },
      // Its label would differ from the key of the reference, which means another figure, in case only.
      summaryFile: { order: 310, key: "Input Throughput over Duration (tok/s)" },
    },
  },
  output_throughput: {
    label: "Output throughput",
    formula: "Output tokens of succeeded requests / duration; undefined where no request has a count.",
    chinese: { label: "输出吞吐", formula: "成功请求的输出 token / 时长；没有请求有计数时无此值。" },
    evalscopeKey: "Output Throughput (tok/s)",
    ...TOKENS_PER_SECOND,
    growsWithLoad: true,
    shows: {
      tile: { order: 20 },
      summary: { section: "tokens", order: 50, label: "Output Throughput" },
      summaryFile: { order: 120 },
      overview: { order: 30, title: "Gen/s", statistic: "value", dropOrder: 4 },
      live: { order: 20, label: "", decimals: 1, statistics: ["value"] },
      repeats: [{ order: 20, label: "Gen tok/s", statistic: "value" }],
    },
  },
  total_throughput: {
    label: "Total throughput",
    formula: "Input and output tokens of succeeded requests / duration; undefined where either is.",
    chinese: { label: "总吞吐", formula: "成功请求的输入与输出 token / 时长；任一无值时无此值。" },
    evalscopeKey: "Total Throughput (tok/s)",
    ...TOKENS_PER_SECOND,
    growsWithLoad: true,
    shows: {
      summary: { section: "tokens", order: 70, label: "Total Throughput" },
      summaryFile: { order: 130 },
      repeats: [{ order: 30, label: "Total tok/s", statistic: "value" }],
    },
  },
  summed_latency_input_throughput: {
    label: "Input tokens per second of waiting",
    formula: "Input tokens / summed TTFT (latency where the reply is no stream), over succeeded requests with a " +
      "count. Does not grow with concurrency: evalscope perf's input throughput of embedding and rerank.",
    chinese: {
      label: "每秒等待的输入 token",
      formula:
        "输入 token / TTFT 之和（非流式回复为延迟），取有计数的成功请求。不随并发增长：即 evalscope perf 对向量与重排的输入吞吐。",
    },
    evalscopeKey: "Input Throughput (tok/s)",
    ...TOKENS_PER_SECOND,
    shows: {
      summaryFile: { order: 180 },
    },
  },
  kv_cache_hit_rate: {
    label: "KV cache hit rate",
    unit: "%",
    formula: "100 · summed cached tokens / summed input tokens, over requests whose cached tokens the service " +
      "states; undefined where there are none.",
    chinese: {
      label: "KV 缓存命中率",
      formula: "100 · 缓存 token 之和 / 输入 token 之和，取服务给出缓存 token 的请求；没有时无此值。",
    },
    direction: "higher",
    decimals: 1,
    evalscopeKey: "KV Cache Hit Rate (%)",
    shows: { tile: { order: 60 } },
  },
  decoded_tokens_per_chunk_mean: {
    label: "Decoded tokens per chunk",
    unit: "tokens/chunk",
    formula:
      "Mean of the decoded tokens per chunk over requests where it is 1.2 or more and nothing else explains it: " +
      "no tool calls, no characters outside ASCII, one choice. Undefined where there are none.",
    chinese: {
      label: "每块解码 token",
      formula:
        "每块解码 token 的平均，取其不低于 1.2 且无其他解释的请求：无工具调用、无 ASCII 以外的字符、单个候选。没有时无此值。",
    },
    direction: "higher",
    decimals: 2,
    evalscopeKey: "Avg Decoded Tok/Iter",
    shows: {
      summary: { section: "speculative", order: 10, label: "Decoded Tok/Iter", isOptional: true },
      summaryFile: { order: 230, isOptional: true },
    },
  },
  speculative_accept_rate: {
    label: "Speculative acceptance",
    unit: "share",
    formula: "1 − 1 / mean decoded tokens per chunk, between 0 and 1; undefined where that mean is. An estimate: " +
      "events that a gateway joins look the same as tokens that were guessed right.",
    chinese: {
      label: "推测接受率",
      formula:
        "1 − 1 / 每块解码 token 的平均，介于 0 与 1；该平均无值时无此值。仅为估计：网关合并的事件与猜对的 token 看起来相同。",
    },
    direction: "higher",
    decimals: 3,
    evalscopeKey: "Spec. Accept Rate",
    shows: {
      summary: { section: "speculative", order: 20, label: "Spec. Accept Rate", isOptional: true },
      summaryFile: { order: 240, isOptional: true },
    },
  },
  mean_concurrency: {
    label: "Mean concurrency",
    unit: "requests",
    formula: "Summed time from sending to end of all measured requests / duration (Little's law); undefined at a " +
      "duration of 0.",
    chinese: {
      label: "平均并发",
      formula: "所有计量请求从发送到结束的时间之和 / 时长（利特尔法则）；时长为 0 时无此值。",
    },
    direction: "neutral",
    decimals: 2,
    growsWithLoad: true,
    shows: {
      tile: { order: 40 },
      summary: { section: "general", order: 55, label: "Mean Concurrency" },
      summaryFile: { order: 320 },
    },
  },
  joined_event_share: {
    label: "Joined events",
    unit: "share",
    formula:
      "Output events that came in one read with the one before / all gaps between output events, over succeeded " +
      "requests; undefined without gaps. Such a gap is 0: how it came about on the way to the client is not to be seen.",
    chinese: {
      label: "合并的事件",
      formula:
        "与前一个在同一次读取到达的输出事件 / 输出事件之间的全部间隔，取成功请求；没有间隔时无此值。这样的间隔为 0：其成因在客户端无法看出。",
    },
    direction: "lower",
    decimals: 3,
  },
  stalls: {
    label: "Stalls",
    unit: "gaps",
    formula:
      "Gaps between output events above five times the median gap of their reply, over succeeded requests; replies " +
      "of fewer than five gaps have none.",
    chinese: {
      label: "停顿",
      formula: "输出事件之间超过其回复中位间隔五倍的间隔，取成功请求；少于五个间隔的回复没有停顿。",
    },
    direction: "lower",
    decimals: 0,
  },
  longest_stall: {
    label: "Longest stall",
    unit: "ms",
    formula: "The longest of the stalls; undefined without any.",
    chinese: { label: "最长停顿", formula: "最长的停顿；没有停顿时无此值。" },
    direction: "lower",
    decimals: 1,
  },
  frozen_per_1000_tokens: {
    label: "Frozen per 1,000 tokens",
    unit: "ms",
    formula: "1000 · summed length of the stalls / output tokens of succeeded requests; undefined without tokens.",
    chinese: { label: "每千 token 停顿", formula: "1000 · 停顿时长之和 / 成功请求的输出 token；没有 token 时无此值。" },
    direction: "lower",
    decimals: 1,
  },
};
