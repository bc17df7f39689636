import { toWriteError } from "../../../report/files/atomic_file.ts";
import { readRunEnvironment } from "../../../report/files/run_environment.ts";
import { writeRunFiles, writeStepFiles } from "../../../report/result_files.ts";
import type { TuningResult } from "../../../metrics/tuning/tuning_result.ts";
import type { RunSink, SinkContext } from "../../run/run_sink.ts";

/** Creates the sink of the result files; those of the run are written anew after each step. */
export function createFilesSink({ folder }: SinkContext): RunSink {
  let tuning: TuningResult | null = null;
  return {
    name: "the result files",
    isEssential: true,
    async stepEnd({ run, isEarlier, soFar }) {
      if (!isEarlier) {
        await ensureFolder(run.result.folder);
        await writeStepFiles(run.result);
      }
      await writeRunFiles(soFar, { folder, environment: readRunEnvironment(), tuning });
    },
    search(soFar) {
      tuning = soFar;
    },
    async close({ result, hasBegun }) {
      if (!hasBegun) return;
      await ensureFolder(folder);
      await writeRunFiles(result, { folder, environment: readRunEnvironment(), tuning });
    },
  };
}

/** Somebody may have tidied up while the load ran: the figures are in memory and are written all the same. */
async function ensureFolder(folder: string): Promise<void> {
  try {
    await Deno.mkdir(folder, { recursive: true });
  } catch (cause) {
    throw toWriteError(folder, cause);
  }
}
