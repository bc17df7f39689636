/** The groups of the options of `perf`, in the order in which they are needed: that of the help. */
export const PERF_GROUPS = [
  "Load",
  "Load over time",
  "Stopping and objectives",
  "Dataset",
  "Prompt",
  "Generation",
  "Conversations",
  "Model and API",
  "Connection",
  "SLA search",
  "Run",
  "Output",
  "Logging",
  "Tuning knobs",
] as const;

/** The name of a group of options of `perf`. */
export type PerfGroup = typeof PERF_GROUPS[number];
