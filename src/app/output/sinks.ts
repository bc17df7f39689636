import type { RunSink, SinkContext, SinkFactory } from "../run/run_sink.ts";
import { createDatabaseSinkOfRun } from "./sinks/database_sink.ts";
import { createFilesSink } from "./sinks/files_sink.ts";
import { createHtmlSink } from "./sinks/html_sink.ts";
import { createLogSink } from "./sinks/log_sink.ts";
import { createProgressSink } from "./sinks/progress_sink.ts";
import { createExporterSink, createHostSink, createServiceSink } from "./sinks/telemetry/telemetry_sinks.ts";
import { createTrackerSink } from "./sinks/tracker_sink.ts";

/** All that can listen to a run besides its caller, in the order in which it is told. */
const SINKS = {
  log: createLogSink,
  files: createFilesSink,
  progress: createProgressSink,
  database: createDatabaseSinkOfRun,
  html: createHtmlSink,
  trackers: createTrackerSink,
  exporters: createExporterSink,
  service: createServiceSink,
  host: createHostSink,
} satisfies Record<string, SinkFactory>;

/** Makes the sinks that a plan asks for. */
export async function createSinks(context: SinkContext): Promise<RunSink[]> {
  const sinks = await Promise.all(Object.values<SinkFactory>(SINKS).map((create) => create(context)));
  return sinks.filter((sink) => sink !== null);
}
