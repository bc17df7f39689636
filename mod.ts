/**
 * Load tests of LLM inference services, for programs. The command line is built on the same plans and results.
 *
 * `docs/library.md` has an example that runs.
 *
 * @module
 */
export { describePerf, runPerf } from "./src/app/library/run_from_options.ts";
export type { CallOptions } from "./src/app/library/run_from_options.ts";
export type { OptionInput, PerfOptions } from "./src/app/library/perf_options.ts";
export type { LogLevel } from "./src/app/run/run_listener.ts";
export type { RunOutcome } from "./src/app/perf/run_perf.ts";
export { DataError, UsageError } from "./src/core/errors.ts";
export type { Problem } from "./src/core/errors.ts";
export type { LiveMetrics, LiveSnapshot } from "./src/metrics/live_snapshot.ts";
export type { RunContext, RunResult, StepResult } from "./src/metrics/run_result.ts";
export type { DistributionSummary, StepMetrics } from "./src/metrics/step_metrics.ts";
