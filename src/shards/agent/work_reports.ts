import type { Clock } from "../../core/clock.ts";
import type { WorkReport } from "../protocol/messages.ts";

/** What the coordinator is to hear of the items of a loop. */
export interface WorkReports {
  /** An item has started: told with whatever is told next. */
  addStart(index: number): void;
  /** Items are needed: told at the end of this turn. */
  tellSoon(): void;
  /** Answers a recall with the items that are given back. */
  giveBack(returned: readonly number[]): void;
  /** Takes what has not been told, to go with other news; `null`: there is nothing. */
  take(): WorkReport | null;
}

/** What a report says of the moment. */
export type WorkState = Pick<WorkReport, "received" | "carrying" | "resizes" | "free" | "queued">;

interface WorkReportsOptions {
  readonly clock: Clock;
  readonly read: () => WorkState;
  readonly post: (report: WorkReport) => void;
}

/**
 * Creates the reports of one phase. A message costs as much as some dozen events of a stream, so starts are told in groups:
 * at the latest with the next records, which leave several times a second.
 */
export function createWorkReports({ clock, read, post }: WorkReportsOptions): WorkReports {
  let started: number[] = [];
  let recalls = 0;
  let isTelling = false;

  const makeReport = (returned: readonly number[]): WorkReport => {
    const report = { kind: "work", atMs: clock.nowMs(), ...read(), started, returned, recalls } as const;
    isTelling = false;
    started = [];
    return report;
  };
  return {
    addStart(index) {
      started.push(index);
    },
    tellSoon() {
      if (isTelling) return;
      isTelling = true;
      queueMicrotask(() => {
        if (isTelling) post(makeReport([]));
      });
    },
    giveBack(returned) {
      recalls++;
      post(makeReport(returned));
    },
    take: () => isTelling || started.length > 0 ? makeReport([]) : null,
  };
}
