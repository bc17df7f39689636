import { decodeData, encodeData } from "../../shards/protocol/codec.ts";

/** How many records of one event loop of an agent a state holds. */
export type Covered = readonly [agent: number, loop: number, records: number];

/** The metrics of records that machines keep, packed, with what they hold. */
export interface PackedState {
  readonly covered: readonly Covered[];
  readonly state: Uint8Array<ArrayBuffer>;
}

/** What an agent tells of the phase that runs; a newer one replaces the one before. */
export interface StateMessage {
  readonly agent: number;
  /** Counts the phases of a run, so that a late one is known as such. */
  readonly phase: number;
  /** Counts up: of two that were delivered in another order the later one counts. */
  readonly number: number;
  readonly own: PackedState;
  /** Of the agents that tell this one; `null`: there are none. */
  readonly below: PackedState | null;
}

/** The answer: which distributions have so many samples in all that histograms of them will do. */
export interface StateAnswer {
  readonly thin: readonly string[];
}

/** Writes a state for the way. */
export function encodeState(message: StateMessage): Uint8Array<ArrayBuffer> {
  return encodeData(message);
}

/** Reads a state. */
export function decodeState(bytes: Uint8Array): StateMessage {
  return decodeData(bytes) as StateMessage;
}
