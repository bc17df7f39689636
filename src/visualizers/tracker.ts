/**
 * Experiment trackers: what a run is told as events, and who sends them where. This folder knows no records, no
 * terminal and no options; it must never hold the load up, so all that takes time happens behind a queue.
 */
import type { JsonObject } from "../core/json.ts";

/** Where nothing names a project: as in evalscope perf. */
export const DEFAULT_PROJECT = "perf_benchmark";

/** A run as trackers know it: one point of a sweep. */
export interface TrackerRun {
  /** Eight of `a` to `z` and `0` to `9`, made here, so that sending again never makes a second run. */
  readonly id: string;
  readonly name: string;
  /** What all points of a sweep have in common. */
  readonly group: string;
  readonly description: string;
  readonly tags: readonly string[];
  /** The options, secrets masked. */
  readonly config: JsonObject;
  /** Wall-clock ms since the epoch. */
  readonly startedAtMs: number;
}

/** What all events have. */
interface EventBase {
  /** Wall-clock ms since the epoch. */
  readonly atMs: number;
  /** Counts the moments of a run from 0; never falls. */
  readonly step: number;
}

/** Figures so far at one moment, by key; none is NaN or infinite. */
export interface FiguresEvent extends EventBase {
  readonly kind: "figures";
  readonly values: Readonly<Record<string, number>>;
}

/** The final figures. */
export interface SummaryEvent extends EventBase {
  readonly kind: "summary";
  readonly values: Readonly<Record<string, number | string>>;
}

/** A cell of a table; `null`: undefined. */
export type Cell = string | number | null;

/** A table, such as the percentiles. */
export interface TableEvent extends EventBase {
  readonly kind: "table";
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/** A file to be kept with the run. */
export interface FileEvent extends EventBase {
  readonly kind: "file";
  readonly name: string;
  /** Relative to the folder of the run. */
  readonly path: string;
  readonly mimeType: string;
}

/** How a run ended. */
export const RUN_OUTCOMES = ["finished", "failed", "stopped"] as const;

/** The run is over. */
export interface EndEvent extends EventBase {
  readonly kind: "end";
  readonly outcome: typeof RUN_OUTCOMES[number];
}

/** What trackers are told, in order. */
export type TrackerEvent = FiguresEvent | SummaryEvent | TableEvent | FileEvent | EndEvent;

/** A run with all its events so far. */
export interface TrackerJournal {
  readonly run: TrackerRun;
  readonly events: readonly TrackerEvent[];
}

/** What a tracker works with. */
export interface TrackerContext {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Given as options; they win over the environment. */
  readonly options: TrackerOptions;
  /** The folder of the run, absolute. */
  readonly folder: string;
  /** Ends every request that runs. */
  readonly signal: AbortSignal;
  /** Says something worth knowing. */
  notice(message: string): void;
}

/** What options say about trackers; keys are secret. */
export interface TrackerOptions {
  readonly wandbApiKey: string | null;
  /** `local`: no cloud. */
  readonly swanlabApiKey: string | null;
  readonly swanlabHost: string | null;
}

/** A tracker that can be spoken to: its service answered, or it is a folder. */
export interface TrackerConnection {
  /** Makes the run known, or goes on with one that was: `saved` is what its session gave. */
  openRun(run: TrackerRun, saved: JsonObject | null): Promise<TrackerSession>;
}

/** One run at a tracker. */
export interface TrackerSession {
  /** Where a browser finds it; `null`: nowhere. */
  readonly page: string | null;
  /** Tells what does not change: options, mainly; called before anything is sent, and again where that failed. */
  start(): Promise<void>;
  /** What another session needs to go on after the last `send` that succeeded. */
  save(): JsonObject;
  /** Sends figures of several moments, or one other event; sending the same again after a failure does no harm. */
  send(events: readonly FiguresEvent[] | readonly [TrackerEvent]): Promise<void>;
}

/** What the tracker's own tool takes later. */
export interface OfflineFormat {
  /** Writes a whole run; gives the path. */
  write(journal: TrackerJournal, context: TrackerContext): Promise<string>;
  /** The command that sends or shows it. */
  command(path: string): string;
}

/** An experiment tracker. */
export interface Tracker {
  /** Finds its settings and logs in; throws a `TrackerError`. `null`: it is to stay on this machine. */
  connect(context: TrackerContext): Promise<TrackerConnection | null>;
  /** `null`: there is none; what was not sent can be sent by `streamgauge sync` alone. */
  readonly offline: OfflineFormat | null;
}

/** A tracker cannot be reached or does not want what it is told. */
export class TrackerError extends Error {
  override readonly name = "TrackerError";
  /** Trying again with the same will not help: a wrong key, a refused value. */
  readonly isFinal: boolean;
  /** The HTTP status; `null`: there was no answer. */
  readonly status: number | null;

  constructor(message: string, options: { isFinal: boolean; status?: number; cause?: unknown }) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.isFinal = options.isFinal;
    this.status = options.status ?? null;
  }
}

/** Tells events of figures from the one event that stands alone. */
export function isFigures(
  events: readonly FiguresEvent[] | readonly [TrackerEvent],
): events is readonly FiguresEvent[] {
  return events.every(({ kind }) => kind === "figures");
}
