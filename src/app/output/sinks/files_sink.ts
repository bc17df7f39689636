import { readRunEnvironment } from "../../../report/files/run_environment.ts";
import { writeRunFiles, writeStepFiles } from "../../../report/files/result_files.ts";
import type { RunSink, SinkContext } from "../../run/run_sink.ts";

/** Creates the sink of the result files; those of the run are written anew after each step. */
export function createFilesSink({ folder }: SinkContext): RunSink {
  return {
    name: "the result files",
    isEssential: true,
    async stepEnd({ run, isEarlier, soFar }) {
      if (!isEarlier) await writeStepFiles(run.result);
      await writeRunFiles(soFar, folder, readRunEnvironment());
    },
    async close({ result, hasBegun }) {
      if (hasBegun) await writeRunFiles(result, folder, readRunEnvironment());
    },
  };
}
