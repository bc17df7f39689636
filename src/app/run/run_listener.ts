import type { LiveSnapshot } from "../../metrics/live_snapshot.ts";
import type { StepResult } from "../../metrics/run_result.ts";

/** How serious a line of the log is; `query` lines (numbers so far) go to the log file alone. */
export type LogLevel = "debug" | "query" | "info" | "warn" | "error";

/** Told of what a run does, by whoever shows it; never slows the load down. */
export interface RunListener {
  log(level: LogLevel, message: string): void;
  /** A few times a second while requests run. */
  progress(snapshot: LiveSnapshot): void;
  /** No more progress until the next step or phase. */
  progressEnd(): void;
  stepDone(result: StepResult): void;
  /** The run waits, for `remainingMs` more; called each second and with 0 at the end. */
  wait(reason: string, remainingMs: number): void;
  /** `totalBytes` is `null` where the hub does not say. */
  download(file: string, doneBytes: number, totalBytes: number | null): void;
}

/** The two ways to stop a run: no more starts, and no more running. */
export interface StopSignals {
  /** Aborted when no new request may start. */
  readonly admitting: AbortSignal;
  /** Aborted when running requests must stop. */
  readonly running: AbortSignal;
}
