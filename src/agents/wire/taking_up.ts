import { decodeData, encodeData } from "../../shards/protocol/codec.ts";
import type { LoopState } from "../../shards/protocol/messages.ts";
import type { JoinRequest } from "./join.ts";

/** The phase that a coordinator carries, as the bus remembers it for the one that may have to take it up. */
export interface CarriedPhase {
  readonly step: string;
  /** By the clock of the run, and where that stood at 0: ms since the epoch. */
  readonly startAtMs: number;
  readonly originEpochMs: number;
  /** The agents that carry it. */
  readonly agents: readonly { readonly number: number; readonly asked: JoinRequest }[];
  /** Agents from this number on came later. */
  readonly agentCount: number;
  /** The first message of the stream that is of this phase. */
  readonly firstSequence: number;
  /** How far off the clocks of event loops were at most when it began. */
  readonly clockErrorMs: number;
}

/** One event loop as its agent describes it to a coordinator that takes the phase up. */
export interface LoopReport {
  readonly loop: number;
  readonly shard: number;
  readonly state: LoopState;
  /** It has ended the phase. */
  readonly isOver: boolean;
  /** The last message to it that was taken in, and the last one from it. */
  readonly received: number;
  readonly direct: number;
  /** Messages of records until the phase began, and until now. */
  readonly streamBefore: number;
  readonly stream: number;
}

/** The answer of an agent to a coordinator that takes its run up. */
export type TakingUpAnswer =
  | {
    readonly kind: "carries";
    /** Since when nobody has answered its beats, until now, by its own clock. */
    readonly silentMs: number;
    readonly loops: readonly LoopReport[];
  }
  | { readonly kind: "idle"; readonly reason: string };

/** Writes an answer for the way. */
export function encodeTakingUp(answer: TakingUpAnswer): Uint8Array<ArrayBuffer> {
  return encodeData(answer);
}

/** Reads an answer. */
export function decodeTakingUp(bytes: Uint8Array): TakingUpAnswer {
  return decodeData(bytes) as TakingUpAnswer;
}
