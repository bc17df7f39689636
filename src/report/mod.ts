/**
 * What is left of a run: files, database, tables and the progress display. This folder must not know the engine, the
 * configuration or the command line; it gives strings and files, others print.
 */
export { createDatabaseSink, type DatabaseSinkOptions } from "./database/database_sink.ts";
export { createLogFile, type LogFile } from "./files/log_file.ts";
export { createProgressFile, type ProgressFile } from "./files/progress_file.ts";
export { writeRunFiles, writeStepFiles } from "./files/result_files.ts";
export { readRunEnvironment, type RunEnvironment } from "./files/run_environment.ts";
export {
  createRunFolder,
  createStepFolder,
  createStepFolders,
  DATABASE_NAME,
  toTimestamp,
} from "./files/run_folder.ts";
export { type RunJson, toRunJson } from "./files/run_json.ts";
export { toPercentileRows } from "./files/percentile_rows.ts";
export { toSummaryJson } from "./files/summary_json.ts";
export { renderProgress, renderProgressLine } from "./tables/progress_view.ts";
export { renderRunSummary } from "./tables/run_summary.ts";
export { renderStepReport } from "./tables/step_report.ts";
export type { TextStyle } from "./tables/tone.ts";
