import type { RequestRecord } from "../../core/record.ts";

/** Keeps the records of one phase on this machine, and their metrics; the program makes it, not the bus. */
export interface ResultKeeper {
  /** When the load began, by the clock of the run. */
  beginAt(startMs: number): void;
  /** Takes records in; returns those that somebody else must complete first. */
  take(records: readonly RequestRecord[]): readonly RequestRecord[];
  /** The metrics so far, packed; at these places histograms will do. */
  state(thin: readonly string[]): Uint8Array<ArrayBuffer>;
  /** Makes one packed state of several. */
  join(states: readonly Uint8Array[]): Uint8Array<ArrayBuffer>;
  /** A part of the file of records, once all are written; empty at its end. */
  read(range: { readonly offset: number; readonly length: number }): Promise<Uint8Array<ArrayBuffer>>;
  close(): Promise<void>;
}

/** Makes what keeps the records of a phase; `settings` is what the coordinator's program wrote for it. */
export type OpenKeeper = (
  settings: string,
  run: { readonly id: string; readonly phase: number },
) => Promise<ResultKeeper>;
