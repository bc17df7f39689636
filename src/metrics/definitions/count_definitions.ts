import type { Definitions } from "./metric_definition.ts";

const REQUESTS = { unit: "requests", direction: "neutral", decimals: 0 } as const;

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
    chinese: { label: "时长", formula: "从首次发送到最后结束，含所有计量的请求（包括失败的）；没有请求时无此值。" },
    direction: "neutral",
    decimals: 2,
    evalscopeKey: "Test Duration (s)",
    shows: {
      tile: { order: 70 },
      summary: { section: "general", order: 10, label: "Test Duration" },
      summaryFile: { order: 10 },
    },
  },
  total_requests: {
    label: "Requests",
    formula: "Measured requests that ended; warm-up is left out.",
    chinese: { label: "请求数", formula: "已结束的计量请求；预热不计。" },
    evalscopeKey: "Total Requests",
    ...REQUESTS,
    growsWithLoad: true,
    shows: {
      summaryFile: { order: 40 },
      overview: { order: 10, title: "Num", statistic: "value", dropOrder: 9 },
    },
  },
  success_requests: {
    label: "Succeeded",
    formula: "Requests without a failure: complete replies with output.",
    chinese: { label: "成功", formula: "没有失败的请求：有输出的完整回复。" },
    evalscopeKey: "Success Requests",
    ...REQUESTS,
    growsWithLoad: true,
    shows: {
      summaryFile: { order: 50 },
    },
  },
  failed_requests: {
    label: "Failed",
    formula: "Requests that ended in a failure of any kind, replies cut off and errors inside a 200 stream too.",
    chinese: { label: "失败", formula: "以任何失败结束的请求，包括被截断的回复与 200 流内的错误。" },
    evalscopeKey: "Failed Requests",
    ...REQUESTS,
    direction: "lower",
    shows: {
      summaryFile: { order: 60 },
    },
  },
  stream_requests: {
    label: "Streamed",
    formula: "Requests answered by an event stream, or, where no answer came, that asked for one.",
    chinese: { label: "流式", formula: "以事件流应答的请求；没有应答时为请求了流式的。" },
    evalscopeKey: "Stream Requests",
    ...REQUESTS,
    shows: {
      summaryFile: { order: 70 },
    },
  },
  non_stream_requests: {
    label: "Not streamed",
    formula: "The other requests.",
    chinese: { label: "非流式", formula: "其余请求。" },
    evalscopeKey: "Non-Stream Requests",
    ...REQUESTS,
    shows: {
      summaryFile: { order: 80 },
    },
  },
  success_rate: {
    label: "Success rate",
    unit: "%",
    formula: "100 · succeeded / requests; undefined without requests.",
    chinese: { label: "成功率", formula: "100 · 成功 / 请求数；没有请求时无此值。" },
    direction: "higher",
    decimals: 1,
    shows: {
      tile: { order: 50 },
      summaryFile: { order: 300 },
      repeats: [{ order: 50, label: "Success %", statistic: "value" }],
    },
  },
};
