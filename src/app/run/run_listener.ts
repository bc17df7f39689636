import type { LiveSnapshot } from "../../metrics/live_snapshot.ts";

/** How serious a line of the log is; `query` lines are numbers so far, which no display shows. */
export type LogLevel = "debug" | "query" | "info" | "warn" | "error";

/** Told of what the program does while it does it; never slows the load down. */
export interface RunListener {
  log(level: LogLevel, message: string): void;
  /** A few times a second while requests run. */
  progress(snapshot: LiveSnapshot): void;
  /** No more progress until the next step or phase. */
  progressEnd(): void;
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
