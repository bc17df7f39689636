import { DATABASE_NAME } from "../../../report/files/run_folder.ts";
import { createLogFile } from "../../../report/files/log_file.ts";
import { formatReferenceJson } from "../../../report/files/reference_json.ts";
import type { LogFile } from "../../../report/files/log_file.ts";
import { renderStepReport } from "../../../report/pages/step_report.ts";
import { FILE_STYLE } from "../../../report/text/tone.ts";
import type { LogLevel } from "../../run/run_listener.ts";
import type { RunSink, SinkContext } from "../../run/run_sink.ts";

/** The file of the log, in the folder of the run. */
export const LOG_NAME = "benchmark.log";

const METHODS = {
  debug: "debug",
  query: "info",
  info: "info",
  warn: "warn",
  error: "error",
} as const satisfies Record<LogLevel, keyof LogFile>;

/** Creates the sink of `benchmark.log`. */
export function createLogSink({ plan, folder }: SinkContext): RunSink {
  const log = createLogFile(`${folder}/${LOG_NAME}`, { isDebug: plan.output.debug });
  return {
    name: LOG_NAME,
    closes: "last",
    open: () => log.info(`Starting benchmark with args: \n${formatReferenceJson(plan.steps[0]?.args ?? {})}`),
    log: (level, message) => log[METHODS[level]](message),
    stepEnd({ run: { result }, isEarlier }) {
      if (isEarlier) return;
      log.info(`${result.name}:\n${renderStepReport(result, FILE_STYLE)}`);
      // The reference's own words: scripts find the folders by them.
      log.info(`Save the data base to: ${result.folder}/${DATABASE_NAME}`);
      log.info(`Save the summary to: ${result.folder}`);
    },
    close({ failure, hasBegun }) {
      if (hasBegun) log.info(`Performance summary saved to: ${folder}/performance_summary.txt`);
      if (failure !== null) log.error(describe(failure.cause));
      log.close();
    },
  };
}

function describe(cause: unknown): string {
  return cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
}
