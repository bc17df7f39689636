import type { RunPlan, StepPlan } from "../../config/run_plan.ts";
import { localWallClockIso, wallClockIso } from "../../core/clock.ts";
import type { Clock } from "../../core/clock.ts";
import type { RecordSink } from "../../core/sink.ts";
import type { RunResult, StepResult } from "../../metrics/run_result.ts";
import { createDatabaseSink } from "../../report/database/database_sink.ts";
import { writeJsonAtomically } from "../../report/files/atomic_file.ts";
import { createLogFile } from "../../report/files/log_file.ts";
import type { LogFile } from "../../report/files/log_file.ts";
import { createProgressFile } from "../../report/files/progress_file.ts";
import type { ProgressFile } from "../../report/files/progress_file.ts";
import { createRunFolder, createStepFolders, DATABASE_NAME, toTimestamp } from "../../report/files/run_folder.ts";
import { readRunEnvironment } from "../../report/files/run_environment.ts";
import { writeRunFiles, writeStepFiles } from "../../report/files/result_files.ts";
import type { RunListener } from "./run_listener.ts";
import type { StepRun } from "../step/run_step.ts";

/** The files of a run. Its folders exist before anything is sent. */
export interface RunOutput extends AsyncDisposable {
  /** Passes on to the user's listener and writes the log. */
  readonly listener: RunListener;
  readonly onProgress: (ended: number) => void;
  /** Makes a step's arguments and database; what cannot be written is an error now. */
  openStep(step: StepPlan, index: number): Promise<{ readonly folder: string; readonly sink: RecordSink }>;
  /** Writes a step's files and tells the listener. */
  addStep(run: StepRun): Promise<void>;
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

/** Makes the folders and the log of a run. */
export async function openOutput(plan: RunPlan, options: OutputOptions): Promise<RunOutput> {
  const { outputsDir, noTimestamp, folderName, enableProgressTracker } = plan.output;
  const timestamp = toTimestamp(localWallClockIso());
  const folder = await createRunFolder({ outputsDir, noTimestamp, folderName, timestamp });
  const stepFolders = await createStepFolders(folder, plan.steps.map(({ name }) => name));
  const log = createLogFile(`${folder}/benchmark.log`, { isDebug: plan.output.debug });
  const totalCount = sumOrNull(plan.steps.map(({ number }) => number));
  const progress = enableProgressTracker
    ? await createProgressFile(`${folder}/progress.json`, { totalCount, nowMs: options.clock.nowMs })
    : null;
  return new Output({ plan, folder, stepFolders, log, progress, ...options });
}

interface OutputParts extends OutputOptions {
  readonly plan: RunPlan;
  readonly folder: string;
  readonly stepFolders: readonly string[];
  readonly log: LogFile;
  readonly progress: ProgressFile | null;
}

class Output implements RunOutput {
  readonly listener: RunListener;
  readonly #parts: OutputParts;
  readonly #startedAt = wallClockIso();
  readonly #steps: StepResult[] = [];
  readonly #hashes: (string | null)[] = [];

  constructor(parts: OutputParts) {
    this.#parts = parts;
    this.listener = teeLog(parts.listener, parts.log);
    parts.log.info(`Starting benchmark with args: \n${JSON.stringify(parts.plan.steps[0]?.args ?? {}, null, 4)}`);
  }

  readonly onProgress = (ended: number): void => {
    this.#parts.progress?.update(ended);
  };

  async openStep(step: StepPlan, index: number): Promise<{ folder: string; sink: RecordSink }> {
    const { plan, stepFolders, originEpochMs, clock } = this.#parts;
    const folder = stepFolders[index];
    if (folder === undefined) throw new Error(`Step ${index} has no folder`);
    await writeJsonAtomically(`${folder}/benchmark_args.json`, { ...step.args, outputs_dir: folder });
    const { dbCommitInterval, storeContent } = plan.output;
    const options = { commitRows: dbCommitInterval, storeContent, originEpochMs, clock };
    const sink = createDatabaseSink(`${folder}/${DATABASE_NAME}`, options);
    await sink.open();
    this.listener.log("info", `Step ${index + 1} of ${plan.steps.length}: ${step.name}`);
    return { folder, sink };
  }

  async addStep({ result, workloadHash }: StepRun): Promise<void> {
    this.#steps.push(result);
    this.#hashes.push(workloadHash);
    await writeStepFiles(result);
    this.listener.stepDone(result);
  }

  async finish(usedTokenizer: string | null): Promise<RunResult> {
    const result = this.#toResult(usedTokenizer);
    await this.#write(result);
    await this.#parts.progress?.finish("completed");
    return result;
  }

  async fail(cause: unknown): Promise<void> {
    this.#parts.log.error(cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause));
    if (this.#steps.length > 0) await this.#write(this.#toResult(null));
    await this.#parts.progress?.finish("error");
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#parts.log.close();
    return Promise.resolve();
  }

  async #write(result: RunResult): Promise<void> {
    await writeRunFiles(result, this.#parts.folder, readRunEnvironment());
  }

  #toResult(usedTokenizer: string | null): RunResult {
    const { plan, folder } = this.#parts;
    const isPartial = this.#steps.length < plan.steps.length || this.#steps.some(({ ending }) => ending !== "complete");
    return {
      context: {
        model: plan.workload.generation.model,
        dataset: plan.workload.prompt === null ? plan.workload.dataset : "prompt",
        api: plan.target.api,
        url: plan.target.displayUrl,
        outputPath: folder,
        startedAt: this.#startedAt,
        seed: plan.workload.seed,
        workloadHash: joinHashes(this.#hashes),
        tokenizer: usedTokenizer,
        isPartial,
      },
      steps: this.#steps,
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

function teeLog(listener: RunListener, log: LogFile): RunListener {
  return {
    progress: (snapshot) => listener.progress(snapshot),
    progressEnd: () => listener.progressEnd(),
    stepDone: (result) => listener.stepDone(result),
    wait: (reason, remainingMs) => listener.wait(reason, remainingMs),
    download: (file, doneBytes, totalBytes) => listener.download(file, doneBytes, totalBytes),
    log(level, message) {
      if (level === "debug") log.debug(message);
      else if (level === "warn") log.warn(message);
      else if (level === "error") log.error(message);
      else log.info(message);
      if (level !== "query") listener.log(level, message);
    },
  };
}
