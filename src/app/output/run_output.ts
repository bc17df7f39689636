import { isWhole } from "../../core/sink.ts";
import type { Words } from "../../core/words.ts";
import { reasonOf } from "../../core/errors.ts";
import type { RunPlan, StepPlan } from "../../config/run_plan.ts";
import { createClock, wallClockIso } from "../../core/clock.ts";
import type { Clock } from "../../core/clock.ts";
import type { RequestRecord } from "../../core/record.ts";
import type { RunResult, StepResult } from "../../metrics/run_result.ts";
import type { TuningResult } from "../../metrics/tuning/tuning_result.ts";
import { summariseSteps } from "../run/repeats.ts";
import type { RunListener } from "../run/run_listener.ts";
import type { RunSink } from "../run/run_sink.ts";
import type { LoadFailure, StepRun, StepStart } from "../run/step_run.ts";
import type { FinishedSteps } from "./resume.ts";
import { RunFolders } from "./run_folders.ts";
import { toPlanFacts } from "./plan_facts.ts";
import { SinkHub } from "./sink_hub.ts";
import { createSinks } from "./sinks.ts";

/** What comes of a run: its folders, and all that listens to it. They exist before anything is sent. */
export interface RunOutput {
  readonly folder: string;
  /** Tells all sinks. */
  readonly listener: RunListener;
  /** Steps that an earlier run has finished (`--resume`). */
  readonly finished: FinishedSteps;
  /** Takes in the records of the running step. */
  addRecords(batch: readonly RequestRecord[]): void;
  /** Gives the folder of a step that begins. */
  startStep(step: StepPlan, place: Pick<StepStart, "index" | "count">): Promise<string>;
  /** The warm-up of the running step has ended. */
  warmedUp(): Promise<void>;
  endStep(run: StepRun): Promise<void>;
  /** Takes over a step of an earlier run, whose files are there. */
  takeOver(run: StepRun): Promise<void>;
  /** Tells what a search has found so far. */
  searched(soFar: TuningResult): Promise<void>;
  /** The run so far. */
  result(): RunResult;
  /** Ends it all and tidies up; what cannot be tidied costs a note. Says why results are not complete; `null`: they are. */
  close(failure: LoadFailure | null): Promise<string | null>;
}

interface OutputOptions {
  readonly originEpochMs: number;
  readonly clock: Clock;
  /** What listens besides the sinks of the plan; told first. */
  readonly caller: RunSink;
  readonly watchers?: readonly RunSink[];
  /** Whose clock stamps arrivals, and what carries the requests. */
  readonly transport: Words;
}

/** Makes the folders of a run and opens its sinks. */
export async function openOutput(plan: RunPlan, options: OutputOptions): Promise<RunOutput> {
  const { originEpochMs, clock, transport } = options;
  const finished = await findFinished(plan);
  const folders = await RunFolders.create(plan, (name) => finished.has(name));
  // Sinks wait for files and networks, which keep the time of the world, whatever clock the load runs by.
  const hub = new SinkHub(createClock());
  for (const sink of [options.caller, ...options.watchers ?? []]) hub.add(sink);
  const output = new Output({ plan, folders, finished, hub, transport });
  try {
    const { folder, waiting } = folders;
    const context = { plan, folder, clock, originEpochMs, transport, preparedSteps: waiting, log: hub.listener.log };
    for (const sink of await createSinks(context)) hub.add(sink);
    await hub.open();
  } catch (cause) {
    await output.close({ cause });
    throw cause;
  }
  return output;
}

/** What reads an earlier run is loaded only where there is one. */
async function findFinished(plan: RunPlan): Promise<FinishedSteps> {
  if (plan.resumeFolder === null) return new Map();
  const { loadFinishedSteps } = await import("./resume.ts");
  return await loadFinishedSteps(plan.resumeFolder, plan);
}

interface OutputParts {
  readonly plan: RunPlan;
  readonly folders: RunFolders;
  readonly finished: FinishedSteps;
  readonly hub: SinkHub;
  readonly transport: Words;
}

class Output implements RunOutput {
  readonly folder: string;
  readonly listener: RunListener;
  readonly finished: FinishedSteps;
  readonly #parts: OutputParts;
  readonly #startedAt = wallClockIso();
  /** By name; also those of an earlier run whose turn has not come, so that they are never lost again. */
  readonly #runs: Map<string, StepRun>;

  constructor(parts: OutputParts) {
    this.#parts = parts;
    this.folder = parts.folders.folder;
    this.listener = parts.hub.listener;
    this.finished = parts.finished;
    this.#runs = new Map(parts.finished);
  }

  addRecords(batch: readonly RequestRecord[]): void {
    this.#parts.hub.addRecords(batch);
  }

  async startStep(step: StepPlan, place: Pick<StepStart, "index" | "count">): Promise<string> {
    const folder = await this.#parts.folders.begin(step);
    await this.#parts.hub.stepStart({ step, folder, ...place });
    return folder;
  }

  async warmedUp(): Promise<void> {
    await this.#parts.hub.warmedUp();
  }

  async endStep(run: StepRun): Promise<void> {
    this.#runs.set(run.result.name, run);
    await this.#parts.hub.stepEnd({ run, isEarlier: false, soFar: this.result() });
  }

  async takeOver(run: StepRun): Promise<void> {
    await this.#parts.hub.stepEnd({ run, isEarlier: true, soFar: this.result() });
  }

  async searched(soFar: TuningResult): Promise<void> {
    await this.#parts.hub.search(soFar);
  }

  result(): RunResult {
    const { plan, transport } = this.#parts;
    const runs = this.#inOrder();
    const steps = runs.map(({ result }) => result);
    return {
      context: {
        ...toPlanFacts(plan),
        transport: transport.en,
        transportZh: transport.zh,
        outputPath: this.folder,
        startedAt: this.#startedAt,
        workloadHash: joinHashes(steps.map(({ workloadHash }) => workloadHash)),
        tokenizer: runs.findLast(({ usedTokenizer }) => usedTokenizer !== null)?.usedTokenizer ?? null,
        isPartial: isPartial(plan, steps),
      },
      steps,
      repeats: summariseSteps(plan, steps),
    };
  }

  async close(failure: LoadFailure | null): Promise<string | null> {
    const { hub, folders } = this.#parts;
    await hub.close({ result: this.result(), hasBegun: this.#runs.size > 0, failure });
    try {
      await folders.removeUnused();
    } catch (cause) {
      this.listener.log("warn", `Cannot tidy up: ${reasonOf(cause)}`);
    }
    return hub.missing();
  }

  /** The order of the plan; that in which they ran where a search chose them. */
  #inOrder(): StepRun[] {
    const order = new Map(this.#parts.plan.steps.map(({ name }, index) => [name, index]));
    const place = ({ result: { name } }: StepRun) => order.get(name) ?? order.size;
    return [...this.#runs.values()].toSorted((a, b) => place(a) - place(b));
  }
}

function isPartial({ sla, steps: planned }: RunPlan, steps: readonly StepResult[]): boolean {
  return (sla === null && steps.length < planned.length) || steps.some(({ ending }) => !isWhole(ending));
}

/** A run of one step has its step's hash; several are named together. */
function joinHashes(hashes: readonly (string | null)[]): string | null {
  const known = hashes.filter((hash) => hash !== null);
  return known.length === 0 ? null : known.join("+");
}
