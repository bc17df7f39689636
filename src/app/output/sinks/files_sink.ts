import { toWriteError } from "../../../report/files/atomic_file.ts";
import { readRunEnvironment } from "../../../report/files/run_environment.ts";
import { writeRunFiles, writeStepFiles } from "../../../report/result_files.ts";
import { isThere } from "../../../core/files.ts";
import { RUN_NAME } from "../../../core/run_name.ts";
import type { RunResult } from "../../../metrics/run_result.ts";
import type { TuningResult } from "../../../metrics/tuning/tuning_result.ts";
import type { RunSink, SinkContext } from "../../run/run_sink.ts";

/** Creates the sink of the result files; those of the run are written anew after each step. */
export function createFilesSink({ folder }: SinkContext): RunSink {
  let tuning: TuningResult | null = null;
  let written: Written | null = null;
  const write = async (result: RunResult): Promise<void> => {
    await writeRunFiles(result, { folder, environment: readRunEnvironment(), tuning });
    written = { result, tuning };
  };
  return {
    name: "the result files",
    isEssential: true,
    async stepEnd({ run, isEarlier, soFar }) {
      if (!isEarlier) {
        await ensureFolder(run.result.folder);
        await writeStepFiles(run.result);
      }
      await write(soFar);
    },
    search(soFar) {
      tuning = soFar;
    },
    async close({ result, hasBegun }) {
      if (!hasBegun) return;
      if (isSame(written, { result, tuning }) && await isThere(`${folder}/${RUN_NAME}`)) return;
      await ensureFolder(folder);
      await write(result);
    },
  };
}

/** What the files of a run were written from. */
interface Written {
  readonly result: RunResult;
  readonly tuning: TuningResult | null;
}

/** Whether nothing came after the last step's end that the files of the run would show. */
function isSame(written: Written | null, { result, tuning }: Written): boolean {
  if (written === null || written.tuning !== tuning) return false;
  const { context, steps } = written.result;
  return context.isPartial === result.context.isPartial && steps.length === result.steps.length &&
    steps.every((step, index) => step === result.steps[index]);
}

/** Somebody may have tidied up while the load ran: the figures are in memory and are written all the same. */
async function ensureFolder(folder: string): Promise<void> {
  try {
    await Deno.mkdir(folder, { recursive: true });
  } catch (cause) {
    throw toWriteError(folder, cause);
  }
}
