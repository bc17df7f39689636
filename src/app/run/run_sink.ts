import type { Words } from "../../core/words.ts";
import type { RunPlan } from "../../config/run_plan.ts";
import type { Clock } from "../../core/clock.ts";
import type { RequestRecord } from "../../core/record.ts";
import type { RunResult } from "../../metrics/run_result.ts";
import type { TuningResult } from "../../metrics/tuning/tuning_result.ts";
import type { RunListener } from "./run_listener.ts";
import type { LoadFailure, StepRun, StepStart } from "./step_run.ts";

/**
 * Something that listens to a whole run: a log, a file, a database, a page, a tracker. It says what it needs by having
 * the method; all of them are optional.
 *
 * Nothing a sink does can hurt the run. What it throws, or rejects with, costs one note in the log and is tried again at
 * the next occasion (`add`: with the next step). The calls of one sink never overlap: one that takes long delays the
 * next ones of this sink alone, and the run waits for it only between steps and at the end, and not for ever (see
 * `isEssential`). The synchronous calls come while the load runs: they must return at once and leave what takes time to
 * a queue of their own that is bounded.
 */
export interface RunSink extends Partial<RunListener> {
  /** What a note calls it, e.g. `the database`. */
  readonly name: string;
  /**
   * The results are not complete without it: where it cannot be opened the run does not begin, and where it fails later
   * the run ends with exit code 3, after all its figures were shown. It is waited for without a limit.
   */
  readonly isEssential?: boolean;
  /** When it is closed: with most others, after the files of the run are whole (it reads them), after
   * its page, or last of all (the log). */
  readonly closes?: CloseRound;
  /** Before anything is sent; throws a `UsageError` or `DataError` where it cannot do its work. */
  open?(): Promise<void> | void;
  /** A step begins, after `open`. */
  stepStart?(start: StepStart): Promise<void> | void;
  /** Takes in the records of the running step, warm-up included, missing token counts filled. */
  add?(batch: readonly RequestRecord[]): void;
  /** The warm-up of the step is over, its records were handed on, and nothing that is measured has been sent. */
  warmedUp?(): Promise<void> | void;
  /** A step has ended or broken off; also told of steps that an earlier run finished (`--resume`), without `stepStart`. */
  stepEnd?(end: StepEnd): Promise<void> | void;
  /** A search has decided on a load, or has ended. */
  search?(soFar: TuningResult): Promise<void> | void;
  /** The run is over, however it ended; called once, also where `open` of another sink failed. */
  close?(ending: RunEnding): Promise<void> | void;
}

/** The rounds in which sinks are closed, in order. */
export const CLOSE_ROUNDS = ["first", "afterFiles", "afterPage", "last"] as const;

/** A round in which sinks are closed. */
export type CloseRound = typeof CLOSE_ROUNDS[number];

/** A step that is over. */
export interface StepEnd {
  readonly run: StepRun;
  /** The step was finished by an earlier run, and its files are there. */
  readonly isEarlier: boolean;
  /** The whole run so far, this step included. */
  readonly soFar: RunResult;
}

/** How a run came to its end. */
export interface RunEnding {
  readonly result: RunResult;
  /** `false`: no step began, so there is nothing to keep. */
  readonly hasBegun: boolean;
  /** What broke the run off; `null`: it went to its end, or was interrupted. */
  readonly failure: LoadFailure | null;
}

/** A step with its folder. */
export type PreparedStep = Pick<StepStart, "step" | "folder">;

/** What a sink is made from. */
export interface SinkContext {
  readonly plan: RunPlan;
  /** The folder of the run, which exists. */
  readonly folder: string;
  readonly clock: Clock;
  /** The wall-clock time at which the run's clock stood at 0. */
  readonly originEpochMs: number;
  /** Whose clock stamps arrivals, and what carries the requests. */
  readonly transport: Words;
  /** The steps that are known beforehand, with their folders, which exist; none in a search. */
  readonly preparedSteps: readonly PreparedStep[];
  /** Writes into the log of the run. */
  readonly log: RunListener["log"];
}

/** Makes a sink for a run; `null` where the plan does not ask for it. Heavy code is imported in here. */
export type SinkFactory = (context: SinkContext) => Promise<RunSink | null> | RunSink | null;
