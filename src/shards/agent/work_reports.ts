import type { Clock } from "../../core/clock.ts";
import type { WorkReport } from "../protocol/messages.ts";

/** Tells the coordinator what the loop has in hand. */
export interface WorkReports {
  /** An item has started: told within a moment, or with whatever is told before. */
  addStart(index: number): void;
  /** A slot has become free: told at the end of this turn. */
  tellSoon(): void;
  /** Tells now what has not been told; `returned` answers a recall. */
  tell(returned?: readonly number[]): void;
}

/** What a report says of the moment. */
export type WorkState = Pick<WorkReport, "received" | "free" | "queued">;

interface WorkReportsOptions {
  readonly clock: Clock;
  /** Aborted when the phase is over. */
  readonly signal: AbortSignal;
  readonly read: () => WorkState;
  readonly post: (report: WorkReport) => void;
}

/**
 * Starts are told in groups, each at most this old: a message for every single one would cost more than the loss of a
 * loop is likely, in which what started within this time is taken for unsent.
 */
const TELL_STARTS_AFTER_MS = 20;

/** Creates the reports of one phase. */
export function createWorkReports({ clock, signal, read, post }: WorkReportsOptions): WorkReports {
  let started: number[] = [];
  let recalls = 0;
  let isTelling = false;
  let isWaiting = false;

  const send = (returned: readonly number[]): void => {
    isTelling = false;
    const report = { kind: "work", atMs: clock.nowMs(), ...read(), started, returned, recalls } as const;
    started = [];
    post(report);
  };
  const tellStartsLater = async (): Promise<void> => {
    isWaiting = true;
    await clock.sleepUntil(clock.nowMs() + TELL_STARTS_AFTER_MS, signal);
    isWaiting = false;
    if (started.length > 0 && !signal.aborted) send([]);
  };
  return {
    addStart(index) {
      started.push(index);
      if (!isWaiting) void tellStartsLater();
    },
    tellSoon() {
      if (isTelling) return;
      isTelling = true;
      queueMicrotask(() => {
        if (isTelling) send([]);
      });
    },
    tell(returned) {
      if (returned !== undefined) recalls++;
      if (returned !== undefined || isTelling || started.length > 0) send(returned ?? []);
    },
  };
}
