import { isThere } from "../../core/files.ts";
import { dirname } from "node:path";
import { RUN_ARGS_NAME } from "../../config/file/earlier_run.ts";
import type { RunPlan, StepPlan } from "../../config/run_plan.ts";
import { localWallClockIso } from "../../core/clock.ts";
import { writeJsonAtomically } from "../../report/files/atomic_file.ts";
import { writeReferenceJson } from "../../report/files/reference_json.ts";
import {
  createRunFolder,
  createStepFolder,
  createStepFolders,
  DATABASE_NAME,
  toTimestamp,
  TRIALS_FOLDER,
} from "../../report/files/run_folder.ts";
import type { PreparedStep } from "../run/run_sink.ts";
import { LOG_NAME } from "./sinks/log_sink.ts";
import { PROGRESS_NAME } from "./sinks/progress_sink.ts";

const ARGUMENTS_NAME = "benchmark_args.json";

/** What is in the folder of a step before it begins: its arguments and a database without rows. */
export const PREPARED_NAMES: readonly string[] = [
  ARGUMENTS_NAME,
  ...["", "-wal", "-shm", "-journal"].map((end) => `${DATABASE_NAME}${end}`),
];

/** The folders of a run: made before anything is sent, and not left behind where nothing came into them. */
export class RunFolders {
  readonly #plan: RunPlan;
  readonly #outputsDirWasThere: boolean;
  readonly #wasEmpty: boolean;
  readonly #waiting = new Map<string, PreparedStep>();
  readonly folder: string;

  private constructor(plan: RunPlan, made: { folder: string; wasEmpty: boolean; outputsDirWasThere: boolean }) {
    this.#plan = plan;
    this.folder = made.folder;
    this.#wasEmpty = made.wasEmpty;
    this.#outputsDirWasThere = made.outputsDirWasThere;
  }

  /** Makes the folder of a run, and those of its steps where they are known and not finished. */
  static async create(plan: RunPlan, isFinished: (step: string) => boolean): Promise<RunFolders> {
    const outputsDirWasThere = await isThere(plan.output.outputsDir);
    const folder = plan.resumeFolder ?? await makeRunFolder(plan);
    const wasEmpty = plan.resumeFolder === null && (await namesIn(folder)).length === 0;
    const folders = new RunFolders(plan, { folder, wasEmpty, outputsDirWasThere });
    try {
      if (plan.resumeFolder === null) await writeJsonAtomically(`${folder}/${RUN_ARGS_NAME}`, plan.runArgs);
      if (plan.sla === null) await folders.#prepare(plan.steps.filter(({ name }) => !isFinished(name)));
    } catch (cause) {
      await folders.removeUnused();
      throw cause;
    }
    return folders;
  }

  /** The steps that were prepared and have not begun. */
  get waiting(): readonly PreparedStep[] {
    return [...this.#waiting.values()];
  }

  /** Gives the folder of a step that begins. */
  async begin(step: StepPlan): Promise<string> {
    const prepared = this.#waiting.get(step.name);
    this.#waiting.delete(step.name);
    if (prepared !== undefined) return prepared.folder;
    const folder = await createStepFolder(`${this.folder}/${TRIALS_FOLDER}`, step.name);
    await writeArguments(step, folder);
    return folder;
  }

  /** Removes the folders of steps that never began, and that of the run where there is nothing else in it than its log. */
  async removeUnused(): Promise<void> {
    for (const { folder } of this.#waiting.values()) await removeWithOnly(folder, PREPARED_NAMES);
    if (!this.#wasEmpty || !await removeWithOnly(this.folder, [LOG_NAME, PROGRESS_NAME, RUN_ARGS_NAME])) return;
    const { outputsDir, noTimestamp } = this.#plan.output;
    if (!noTimestamp) await removeWithOnly(dirname(this.folder), []);
    if (!this.#outputsDirWasThere) await removeWithOnly(outputsDir, []);
  }

  async #prepare(steps: readonly StepPlan[]): Promise<void> {
    const folders = await createStepFolders(this.folder, steps.map(({ name }) => name));
    for (const [index, step] of steps.entries()) {
      const folder = folders[index];
      if (folder === undefined) throw new Error(`No folder was made for step "${step.name}"`);
      this.#waiting.set(step.name, { step, folder });
      await writeArguments(step, folder);
    }
  }
}

function makeRunFolder({ output: { outputsDir, noTimestamp, folderName } }: RunPlan): Promise<string> {
  return createRunFolder({ outputsDir, noTimestamp, folderName, timestamp: toTimestamp(localWallClockIso()) });
}

function writeArguments(step: StepPlan, folder: string): Promise<void> {
  return writeReferenceJson(`${folder}/${ARGUMENTS_NAME}`, { ...step.args, outputs_dir: folder });
}

/** Removes a folder in which there is nothing but files of these names; `false`: it stays, as it is. */
export async function removeWithOnly(folder: string, names: readonly string[]): Promise<boolean> {
  if (!await isThere(folder)) return false;
  const present = await namesIn(folder);
  if (!present.every((name) => names.includes(name))) return false;
  for (const name of present) await Deno.remove(`${folder}/${name}`);
  await Deno.remove(folder);
  return true;
}

async function namesIn(folder: string): Promise<string[]> {
  return await Array.fromAsync(Deno.readDir(folder), ({ name }) => name);
}
