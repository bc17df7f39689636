/**
 * The files of a run, with the names and keys of the reference. This folder must not know the engine or the command line.
 */
import { join } from "node:path";
import type { RunResult, StepResult } from "../metrics/run_result.ts";
import type { TuningResult } from "../metrics/tuning/tuning_result.ts";
import { toReportSearch } from "./reading/search_report.ts";
import { toRepeatJson } from "./files/repeat_json.ts";
import { toSpeedJson } from "./parts/speed_report.ts";
import { renderRunSummary } from "./pages/run_summary.ts";
import { renderStepReport } from "./pages/step_report.ts";
import { FILE_STYLE } from "./text/tone.ts";
import { toTraceJson } from "./files/trace_json.ts";
import { writeJsonAtomically, writeTextAtomically } from "./files/atomic_file.ts";
import { writeReferenceJson } from "./files/reference_json.ts";
import type { JsonValue } from "../core/json.ts";
import { RUN_NAME } from "../core/run_name.ts";
import { toPercentileRows } from "./files/percentile_rows.ts";
import type { RunEnvironment } from "./files/run_environment.ts";
import { toRunJson } from "./files/run_json.ts";
import { toSummaryJson } from "./files/summary_json.ts";
import { toTimelineJson, toWorkloadJson } from "./files/workload_json.ts";

/**
 * Writes the files of one step into its folder; those of workload, conversations and speed only where there is
 * something to write.
 */
export async function writeStepFiles(result: StepResult): Promise<void> {
  const { workload, traces, speed } = result.metrics;
  const write = (name: string, value: JsonValue): Promise<void> => writeReferenceJson(join(result.folder, name), value);
  await write("benchmark_args.json", result.args);
  await write("benchmark_summary.json", toSummaryJson(result));
  await write("benchmark_percentile.json", toPercentileRows(result));
  if (traces !== null) await write("trace_summary.json", toTraceJson(traces));
  if (speed !== null) await write("speed_benchmark.json", toSpeedJson(speed));
  if (workload === null) return;
  await write("workload_throughput.json", toWorkloadJson(workload));
  await write("workload_timeline.json", toTimelineJson(workload));
}

/** Where the files of a run lie, and what they tell besides its steps. */
export interface RunFilesPlace {
  readonly folder: string;
  readonly environment: RunEnvironment;
  /** What the search of the run found so far; `null`: there is none. */
  readonly tuning: TuningResult | null;
}

/**
 * Writes the files of a run, whole or of the steps so far, into its folder: `performance_summary.txt`, `run.json` and,
 * where steps were repeated, `repeat_summary.json`.
 */
export async function writeRunFiles(
  run: RunResult,
  { folder, environment, tuning }: RunFilesPlace,
): Promise<void> {
  const search = tuning === null ? null : toReportSearch(tuning);
  const texts = [
    renderRunSummary(run, FILE_STYLE, search),
    ...run.steps.map((step) => renderStepReport(step, FILE_STYLE)),
  ];
  await writeTextAtomically(join(folder, "performance_summary.txt"), `${texts.join("\n\n\n")}\n`);
  await writeJsonAtomically(join(folder, RUN_NAME), toRunJson(run, environment));
  const repeats = (run.repeats ?? []).map(toRepeatJson);
  if (repeats.length > 0) await writeJsonAtomically(join(folder, "repeat_summary.json"), repeats);
}
