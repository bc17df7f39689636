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
    direction: "neutral",
    decimals: 2,
    evalscopeKey: "Test Duration (s)",
    shows: {
      summary: { section: "general", order: 10, label: "Test Duration" },
      summaryFile: { order: 10 },
    },
  },
  total_requests: {
    label: "Requests",
    formula: "Measured requests that ended; warm-up is left out.",
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
    evalscopeKey: "Stream Requests",
    ...REQUESTS,
    shows: {
      summaryFile: { order: 70 },
    },
  },
  non_stream_requests: {
    label: "Not streamed",
    formula: "The other requests.",
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
    direction: "higher",
    decimals: 1,
    shows: {
      summaryFile: { order: 300 },
      repeats: [{ order: 50, label: "Success %", statistic: "value" }],
    },
  },
};
