import type { Definitions } from "./metric_definition.ts";

/** How far requests were from their own time, one sample a request. */
export const LAG_DEFINITIONS: Definitions<"headers_time" | "send_lag" | "dispatch_lag"> = {
  headers_time: {
    label: "Time to headers",
    unit: "ms",
    formula: "From sending to the response headers of a successful request.",
    chinese: { label: "响应头时间", formula: "成功请求从发送到响应头的时间。" },
    direction: "lower",
    decimals: 2,
  },
  send_lag: {
    label: "Send lag",
    unit: "ms",
    formula: "From the moment a request was due, or had its slot where the load has no schedule, to the moment it " +
      "was sent; of all measured requests, failed ones too. The client's own lateness, never part of the latency.",
    chinese: {
      label: "发送滞后",
      formula:
        "从请求应发送（负载没有时间表时为得到槽位）到实际发送的时间；所有计量的请求，含失败的。这是客户端自身的迟到，从不计入延迟。",
    },
    direction: "lower",
    decimals: 2,
    shows: {
      summary: { section: "general", order: 80, label: "Avg Send Lag", when: "schedule", isOptional: true },
      percentiles: { order: 140, when: "lateness", isOptional: true },
      percentileFile: { order: 130 },
      summaryFile: { order: 380 },
    },
  },
  dispatch_lag: {
    label: "Dispatch lag",
    unit: "ms",
    formula:
      "From the moment a request had its slot to the moment it was sent; of all measured requests. The part of " +
      "the send lag that no wait for a slot is in.",
    chinese: {
      label: "派发滞后",
      formula: "从请求得到槽位到实际发送的时间；所有计量的请求。即发送滞后中不含等待槽位的部分。",
    },
    direction: "lower",
    decimals: 2,
  },
};

/** What was asked of each request, and how well the load kept its own schedule. */
export const PACE_DEFINITIONS: Definitions<"goodput" | "goodput_share" | "late_starts" | "start_rate" | "due_rate"> = {
  goodput: {
    label: "Goodput",
    unit: "req/s",
    formula:
      "Requests that kept all objectives of --goodput / duration; a limit met exactly is kept. Undefined without " +
      "objectives. As vLLM.",
    chinese: {
      label: "有效吞吐",
      formula: "满足 --goodput 全部目标的请求 / 时长；恰好等于限值视为满足。没有目标时无此值。与 vLLM 一致。",
    },
    direction: "higher",
    decimals: 2,
    growsWithLoad: true,
    shows: {
      tile: { order: 30 },
      summary: { section: "general", order: 90, label: "Goodput", when: "goodput" },
      summaryFile: { order: 420, isOptional: true },
    },
  },
  goodput_share: {
    label: "Goodput share",
    unit: "share",
    formula:
      "Requests that kept all objectives / all measured requests: failed ones kept none. A figure that a request " +
      "does not have (TPOT of one token) counts as kept. Undefined without objectives or requests.",
    chinese: {
      label: "有效占比",
      formula:
        "满足全部目标的请求 / 所有计量的请求：失败的一律不满足。请求没有的数据（单个 token 的 TPOT）视为满足。没有目标或请求时无此值。",
    },
    direction: "higher",
    decimals: 3,
    shows: {
      summary: { section: "general", order: 100, label: "Goodput Share", when: "goodput", isPercent: true },
      summaryFile: { order: 430, isOptional: true },
      repeats: [{ order: 40, label: "Goodput share", statistic: "value" }],
    },
  },
  late_starts: {
    label: "Late starts",
    unit: "requests",
    formula: "Requests sent more than 10 ms after they were due, or had their slot where the load has no schedule.",
    chinese: { label: "迟发", formula: "比应发送（负载没有时间表时为得到槽位）晚 10 ms 以上发送的请求。" },
    direction: "lower",
    decimals: 0,
    shows: {
      summary: { section: "general", order: 70, label: "Late Starts", when: "schedule", warnsAboveZero: true },
      summaryFile: { order: 390 },
    },
  },
  start_rate: {
    label: "Start rate",
    unit: "req/s",
    formula: "(First turns − 1) / time from the first to the last of their sendings: the rate that was really sent. " +
      "Undefined with fewer than two.",
    chinese: {
      label: "发送速率",
      formula: "(首轮数 − 1) / 首次到最后一次发送的时间：实际发送的速率。少于两个时无此值。",
    },
    direction: "neutral",
    decimals: 2,
    growsWithLoad: true,
    shows: {
      summary: { section: "general", order: 60, label: "Start Rate", when: "schedule", isOptional: true },
      summaryFile: { order: 400, isOptional: true },
    },
  },
  due_rate: {
    label: "Due rate",
    unit: "req/s",
    formula: "(First turns − 1) / time from the first to the last moment they were due: what the schedule asked for " +
      "within the same requests. Undefined without a schedule or with fewer than two.",
    chinese: {
      label: "应发速率",
      formula:
        "(首轮数 − 1) / 首个到最后一个应发送时刻的时间：时间表在同样请求内所要求的。没有时间表或少于两个时无此值。",
    },
    direction: "neutral",
    decimals: 2,
    shows: {
      summaryFile: { order: 410, isOptional: true },
    },
  },
};
