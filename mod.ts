/**
 * Load tests of LLM inference services, for programs. The command line is built on the same plans and results.
 *
 * `docs/library.md` has an example that runs.
 *
 * @module
 */
export { describePerf, runPerf } from "./src/app/library/run_from_options.ts";
export type { CallOptions, PerfOutcome } from "./src/app/library/run_from_options.ts";
export type { OptionInput, PerfOptions } from "./src/app/library/perf_options.ts";
export type { LogLevel } from "./src/app/run/run_listener.ts";
export { DataError, UsageError } from "./src/core/errors.ts";
export type { Problem } from "./src/core/errors.ts";
export type { LiveMetrics, LiveSnapshot } from "./src/metrics/live_snapshot.ts";
export type { RunContext } from "./src/metrics/run_result.ts";
export type { DistributionSummary } from "./src/metrics/step_metrics.ts";
export type { RunJson, RunJsonStep } from "./src/report/files/run_json.ts";
