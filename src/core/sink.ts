import type { RequestRecord } from "./record.ts";

/** The ways in which a step can come to its end. */
export const STEP_ENDINGS = ["complete", "deadline", "interrupted", "cut_off", "too_many_errors"] as const;

/** How a step came to its end. */
export type StepEnding = typeof STEP_ENDINGS[number];

/**
 * Tells whether a step went to its end, by what it was asked for or by its time: it need not run again. In a file of a later
 * version an ending may be another.
 */
export function isWhole(ending: string): boolean {
  return ending === "complete" || ending === "deadline";
}

/** A receiver of records. Opened before the first request is sent, so that what cannot be written is known at once. */
export interface RecordSink {
  open(): Promise<void>;
  add(batch: readonly RequestRecord[]): void;
  close(ending: StepEnding): Promise<void>;
}
