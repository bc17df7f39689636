import type { Definitions } from "./metric_definition.ts";

/** How far requests were from their own time, one sample a request. */
export const LAG_DEFINITIONS: Definitions<"headers_time" | "send_lag" | "dispatch_lag"> = {
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
    direction: "higher",
    decimals: 2,
    growsWithLoad: true,
    shows: {
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
    direction: "neutral",
    decimals: 2,
    shows: {
      summaryFile: { order: 410, isOptional: true },
    },
  },
};
