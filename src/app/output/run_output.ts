import type { RunPlan, StepPlan } from "../../config/run_plan.ts";
import { localWallClockIso, wallClockIso } from "../../core/clock.ts";
import type { Clock } from "../../core/clock.ts";
import type { RunResult } from "../../metrics/run_result.ts";
import { createLogFile } from "../../report/files/log_file.ts";
import type { LogFile } from "../../report/files/log_file.ts";
import { createProgressFile } from "../../report/files/progress_file.ts";
import type { ProgressFile } from "../../report/files/progress_file.ts";
import { readRunEnvironment } from "../../report/files/run_environment.ts";
import { createRunFolder, toTimestamp } from "../../report/files/run_folder.ts";
import { writeRunFiles, writeStepFiles } from "../../report/files/result_files.ts";
import { summariseSteps } from "../run/repeats.ts";
import type { RunListener } from "../run/run_listener.ts";
import type { StepRun } from "../step/run_step.ts";
import { teeLog } from "./log_tee.ts";
import { keepStep, loadFinishedSteps, TRIALS_FOLDER } from "./resume.ts";
import type { FinishedSteps } from "./resume.ts";
import { createStepStore } from "./step_store.ts";
import type { StepStore } from "./step_store.ts";

/** The files of a run. Its folders and databases exist before anything is sent. */
export interface RunOutput extends AsyncDisposable {
  readonly folder: string;
  /** Passes on to the user's listener and writes the log. */
  readonly listener: RunListener;
  readonly store: StepStore;
  /** Steps that an earlier run has finished (`--resume`). */
  readonly finished: FinishedSteps;
  readonly onProgress: (ended: number) => void;
  /** Writes a step's files and tells the listener. */
  addStep(run: StepRun): Promise<void>;
  /** Takes over a step of an earlier run, whose files are there. */
  takeOver(run: StepRun): void;
  /** Writes the files of the whole run. */
  finish(usedTokenizer: string | null): Promise<RunResult>;
  /** Keeps what there is when the run broke off. */
  fail(cause: unknown): Promise<void>;
}

interface OutputOptions {
  readonly originEpochMs: number;
  readonly clock: Clock;
  readonly listener: RunListener;
}

/** Makes the folders, databases and the log of a run. */
export async function openOutput(plan: RunPlan, options: OutputOptions): Promise<RunOutput> {
  const { outputsDir, noTimestamp, folderName, enableProgressTracker } = plan.output;
  const timestamp = toTimestamp(localWallClockIso());
  const finished = plan.resumeFolder === null ? new Map() : await loadFinishedSteps(plan.resumeFolder, plan);
  const folder = plan.resumeFolder ?? await createRunFolder({ outputsDir, noTimestamp, folderName, timestamp });
  const log = createLogFile(`${folder}/benchmark.log`, { isDebug: plan.output.debug });
  log.info(`Starting benchmark with args: \n${JSON.stringify(plan.steps[0]?.args ?? {}, null, 4)}`);
  const runFolder = plan.sla === null ? folder : `${folder}/${TRIALS_FOLDER}`;
  const store = createStepStore({ plan, runFolder, ...options });
  if (plan.sla === null) await prepareSteps(plan.steps.filter(({ name }) => !finished.has(name)), store);
  const totalCount = sumOrNull(plan.steps.map(({ number }) => number));
  const progress = enableProgressTracker
    ? await createProgressFile(`${folder}/progress.json`, { totalCount, nowMs: options.clock.nowMs })
    : null;
  return new Output({ plan, folder, store, finished, log, progress, listener: options.listener });
}

async function prepareSteps(steps: readonly StepPlan[], store: StepStore): Promise<void> {
  try {
    for (const step of steps) await store.prepare(step);
  } catch (cause) {
    await store.closeAll();
    throw cause;
  }
}

interface OutputParts {
  readonly plan: RunPlan;
  readonly folder: string;
  readonly store: StepStore;
  readonly finished: FinishedSteps;
  readonly log: LogFile;
  readonly progress: ProgressFile | null;
  readonly listener: RunListener;
}

class Output implements RunOutput {
  readonly folder: string;
  readonly listener: RunListener;
  readonly store: StepStore;
  readonly finished: FinishedSteps;
  readonly #parts: OutputParts;
  readonly #startedAt = wallClockIso();
  readonly #runs: StepRun[] = [];

  constructor(parts: OutputParts) {
    this.#parts = parts;
    this.folder = parts.folder;
    this.store = parts.store;
    this.finished = parts.finished;
    this.listener = teeLog(parts.listener, parts.log);
  }

  readonly onProgress = (ended: number): void => {
    this.#parts.progress?.update(ended);
  };

  async addStep(run: StepRun): Promise<void> {
    this.#runs.push(run);
    await writeStepFiles(run.result);
    await keepStep(run, this.#parts.plan);
    if (run.failure === null) this.listener.stepDone(run.result);
  }

  takeOver(run: StepRun): void {
    this.#runs.push(run);
    this.listener.log("info", `Step ${run.result.name} is there from the earlier run`);
  }

  async finish(usedTokenizer: string | null): Promise<RunResult> {
    const result = this.#toResult(usedTokenizer);
    await this.#write(result);
    await this.#parts.progress?.finish("completed");
    return result;
  }

  async fail(cause: unknown): Promise<void> {
    try {
      await this.#saveFailure(cause);
    } catch {
      // What broke the run off keeps its own files from being written too, a full disk: the cause itself is told.
    }
  }

  async #saveFailure(cause: unknown): Promise<void> {
    this.#parts.log.error(cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause));
    if (this.#runs.length > 0) await this.#write(this.#toResult(null));
    await this.#parts.progress?.finish("error");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.store.closeAll();
    this.#parts.log.close();
  }

  async #write(result: RunResult): Promise<void> {
    await writeRunFiles(result, this.folder, readRunEnvironment());
  }

  #toResult(usedTokenizer: string | null): RunResult {
    const { plan } = this.#parts;
    const steps = this.#runs.map(({ result }) => result);
    const isPartial = (plan.sla === null && steps.length < plan.steps.length) ||
      steps.some(({ ending }) => ending !== "complete" && ending !== "deadline");
    return {
      context: {
        model: plan.workload.models?.map(({ model }) => model).join(", ") ?? plan.workload.generation.model,
        dataset: describeDataset(plan.workload),
        api: plan.target.api,
        url: plan.target.displayUrl,
        outputPath: this.folder,
        startedAt: this.#startedAt,
        seed: plan.workload.seed,
        workloadHash: joinHashes(this.#runs.map(({ workloadHash }) => workloadHash)),
        tokenizer: usedTokenizer,
        isPartial,
      },
      steps,
      repeats: summariseSteps(plan, steps),
    };
  }
}

/** `null` where one of the numbers is not known beforehand. */
function sumOrNull(numbers: readonly (number | null)[]): number | null {
  return numbers.reduce((sum, number) => sum === null || number === null ? null : sum + number, 0);
}

/** A run of one step has its step's hash; several are named together. */
function joinHashes(hashes: readonly (string | null)[]): string | null {
  const known = hashes.filter((hash) => hash !== null);
  return known.length === 0 ? null : known.join("+");
}

function describeDataset({ prompt, dataset, datasetSource }: RunPlan["workload"]): string {
  if (prompt !== null) return "prompt";
  return datasetSource === null ? dataset : `${dataset}:${datasetSource}`;
}
