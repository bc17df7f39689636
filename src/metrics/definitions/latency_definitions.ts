import type { Definitions } from "./metric_definition.ts";

/** Metrics of waiting, one or more samples a successful request. */
export const LATENCY_DEFINITIONS: Definitions<
  | "latency"
  | "response_time"
  | "ttft"
  | "response_ttft"
  | "itl"
  | "token_itl"
  | "itl_per_request"
  | "tpot"
  | "tpot_to_end"
> = {
  latency: {
    label: "Latency",
    unit: "s",
    formula:
      "From sending the request to the last event of its stream (finish and usage events count, [DONE] and the " +
      "closing of the connection do not), or to the end of the body where the reply is no stream. Successful " +
      "requests only. As evalscope perf; vLLM ends one event earlier where usage comes in an event of its own.",
    chinese: {
      label: "延迟",
      formula:
        "从发送请求到其流的最后一个事件（结束与用量事件计入，[DONE] 与连接关闭不计）；非流式回复到正文结束。仅成功请求。与 evalscope perf 一致；用量单独成事件时，vLLM 早一个事件结束。",
    },
    direction: "lower",
    decimals: 3,
    evalscopeKey: "Latency (s)",
    evalscopeMeanKey: "Avg Latency (s)",
    shows: {
      tile: { order: 110 },
      summary: { section: "latency", order: 20, label: "Avg Latency" },
      percentiles: { order: 20 },
      percentileFile: { order: 10 },
      perRequest: { order: 20 },
      summaryFile: { order: 100, deviationOrder: 500 },
      overview: { order: 50, title: "p99 Lat. s", statistic: "p99", dropOrder: 4 },
      live: { order: 40, label: "latency", decimals: 3, statistics: ["p50", "p99"] },
      groups: [
        { order: 10, title: "Lat. s", statistic: "mean" },
        { order: 11, title: "p50 Lat.", statistic: "p50", dropOrder: 6 },
        { order: 12, title: "p99 Lat.", statistic: "p99", dropOrder: 3 },
      ],
      repeats: [
        { order: 60, label: "Latency s", statistic: "mean" },
        { order: 61, label: "p99 Latency s", statistic: "p99" },
      ],
    },
  },
  response_time: {
    label: "Response time",
    unit: "s",
    formula: "Latency counted from the moment the request was due instead of the moment it was sent; equal to the " +
      "latency where the load has no schedule. Free of coordinated omission: what a user would have waited.",
    chinese: {
      label: "响应时间",
      formula:
        "从请求应发送的时刻（而非实际发送的时刻）起算的延迟；负载没有时间表时等于延迟。不受协同遗漏影响：即用户实际等待的时间。",
    },
    direction: "lower",
    decimals: 3,
    shows: {
      summary: { section: "latency", order: 10, label: "Avg Response Time", when: "lateness" },
      percentiles: { order: 10, when: "lateness" },
      percentileFile: { order: 100 },
      perRequest: { order: 10, when: "lateness" },
      summaryFile: { order: 330 },
    },
  },
  ttft: {
    label: "TTFT",
    unit: "ms",
    formula: "Time to first token: from sending to the first event that carries text, reasoning or tool-call " +
      "arguments. Role-only, empty and usage-only events do not count. Undefined for replies that are no stream.",
    chinese: {
      label: "TTFT",
      formula:
        "首个 token 时间：从发送到首个带有文本、推理或工具调用参数的事件。仅含角色、空的或仅含用量的事件不计。非流式回复无此值。",
    },
    direction: "lower",
    decimals: 2,
    evalscopeKey: "TTFT (ms)",
    evalscopeMeanKey: "Avg TTFT (ms)",
    shows: {
      tile: { order: 80 },
      summary: { section: "latency", order: 40, label: "Avg TTFT" },
      percentiles: { order: 40 },
      percentileFile: { order: 20 },
      perRequest: { order: 30 },
      summaryFile: { order: 140, deviationOrder: 510 },
      overview: { order: 40, title: "p99 TTFT ms", statistic: "p99", dropOrder: 2 },
      live: { order: 30, label: "TTFT", decimals: 1, statistics: ["p50", "p99"] },
      groups: [
        { order: 20, title: "TTFT ms", statistic: "mean" },
        { order: 21, title: "p50 TTFT", statistic: "p50", dropOrder: 5 },
        { order: 22, title: "p99 TTFT", statistic: "p99", dropOrder: 2 },
      ],
      repeats: [
        { order: 70, label: "TTFT ms", statistic: "mean" },
        { order: 71, label: "p50 TTFT ms", statistic: "p50" },
        { order: 72, label: "p99 TTFT ms", statistic: "p99" },
      ],
    },
  },
  response_ttft: {
    label: "Response TTFT",
    unit: "ms",
    formula: "TTFT counted from the moment the request was due; equal to TTFT where the load has no schedule.",
    chinese: { label: "响应 TTFT", formula: "从请求应发送的时刻起算的 TTFT；负载没有时间表时等于 TTFT。" },
    direction: "lower",
    decimals: 2,
    shows: {
      summary: { section: "latency", order: 30, label: "Avg Response TTFT", when: "lateness", isOptional: true },
      percentiles: { order: 30, when: "lateness", isOptional: true },
      percentileFile: { order: 110 },
      summaryFile: { order: 340 },
    },
  },
  itl: {
    label: "ITL",
    unit: "ms",
    formula: "Inter-token latency: every gap between two successive output events of one request, those of all " +
      "requests pooled. Events that arrived in one read have a gap of 0. As vLLM and evalscope perf.",
    chinese: {
      label: "ITL",
      formula:
        "token 间延迟：同一请求相邻两个输出事件之间的每个间隔，所有请求合并。同一次读取到达的事件间隔为 0。与 vLLM 和 evalscope perf 一致。",
    },
    direction: "lower",
    decimals: 2,
    evalscopeKey: "ITL (ms)",
    evalscopeMeanKey: "Avg ITL (ms)",
    shows: {
      tile: { order: 100 },
      summary: { section: "latency", order: 60, label: "Avg ITL" },
      percentiles: { order: 70 },
      percentileFile: { order: 30 },
      perRequest: { order: 50 },
      summaryFile: { order: 160, deviationOrder: 530 },
      repeats: [
        { order: 90, label: "ITL ms", statistic: "mean" },
        { order: 91, label: "p99 ITL ms", statistic: "p99" },
      ],
    },
  },
  token_itl: {
    label: "Token ITL",
    unit: "ms",
    formula: "Time between successive tokens: an event of k tokens after a gap g is k samples of g / k, those of all " +
      "requests pooled; the gap before an event without a token is part of the next one's. Tokens of an event by the " +
      "count that the service states on each, else all output tokens spread evenly over the output events of the " +
      "request, the first of which has one. Undefined for replies that are no stream, fewer than two output events or " +
      "tokens, more than 1,000 tokens an event, and several choices. Near what SGLang calls ITL.",
    chinese: {
      label: "逐 token ITL",
      formula:
        "相邻 token 之间的时间：间隔 g 之后含 k 个 token 的事件计为 k 个 g / k 的样本，所有请求合并；不含 token 的事件之前的间隔并入下一个。每个事件的 token 数以服务给出的为准，否则将输出 token 平均分配到请求的输出事件（首个事件含一个）。非流式回复、少于两个输出事件或 token、每个事件超过 1,000 个 token 以及多个候选时无此值。接近 SGLang 所称的 ITL。",
    },
    direction: "lower",
    decimals: 2,
    shows: { percentiles: { order: 75, isOptional: true } },
  },
  itl_per_request: {
    label: "ITL per request",
    unit: "ms",
    formula: "Mean gap between the output events of one request; undefined with fewer than two. " +
      "Near what AIPerf and GuideLLM call ITL.",
    chinese: {
      label: "每请求 ITL",
      formula: "单个请求输出事件之间的平均间隔；少于两个时无此值。接近 AIPerf 与 GuideLLM 所称的 ITL。",
    },
    direction: "lower",
    decimals: 2,
    shows: {
      percentileFile: { order: 120 },
      summaryFile: { order: 350 },
    },
  },
  tpot: {
    label: "TPOT",
    unit: "ms",
    formula: "Time per output token without the first: (last output − first output) / (output tokens − 1). Undefined " +
      "for one token, replies that are no stream or whose output came all at once, and several choices.",
    chinese: {
      label: "TPOT",
      formula:
        "除首个外每个输出 token 的时间：(最后输出 − 首个输出) / (输出 token − 1)。只有一个 token、非流式或输出一次到齐的回复以及多个候选时无此值。",
    },
    direction: "lower",
    decimals: 2,
    shows: {
      tile: { order: 90 },
      summary: { section: "latency", order: 50, label: "Avg TPOT" },
      percentiles: { order: 80 },
      percentileFile: { order: 115, key: "TPOT to Last Output (ms)" },
      perRequest: { order: 40 },
      summaryFile: { order: 345, key: "Avg TPOT to Last Output (ms)" },
      groups: [
        { order: 30, title: "TPOT ms", statistic: "mean", dropOrder: 4 },
        { order: 31, title: "p99 TPOT", statistic: "p99", dropOrder: 7 },
      ],
      repeats: [
        { order: 80, label: "TPOT ms", statistic: "mean" },
        { order: 81, label: "p99 TPOT ms", statistic: "p99" },
      ],
    },
  },
  tpot_to_end: {
    label: "TPOT to the end",
    unit: "ms",
    formula:
      "(latency − TTFT) / (output tokens − 1), as evalscope perf: a usage event that comes late is in it. Undefined " +
      "for one token and replies that are no stream.",
    chinese: {
      label: "至结束的 TPOT",
      formula:
        "(延迟 − TTFT) / (输出 token − 1)，与 evalscope perf 一致：迟到的用量事件计入其中。只有一个 token 与非流式回复时无此值。",
    },
    direction: "lower",
    decimals: 2,
    evalscopeKey: "TPOT (ms)",
    evalscopeMeanKey: "Avg TPOT (ms)",
    shows: {
      percentileFile: { order: 40 },
      summaryFile: { order: 150, deviationOrder: 520, deviationKey: "Std TPOT (ms)" },
    },
  },
};
