import type { Turn } from "./session.ts";

/** The part of a run a request belongs to; warm-up requests are out of every metric. */
export type Phase = "warmup" | "measured";

/** When an item was to start and when it could. Times are ms of the run's clock. */
export interface ItemStart {
  /** When it should have been sent; `null`: as soon as a slot is free. */
  readonly dueAtMs: number | null;
  /** From when on it could be sent: it had a slot, and was due. */
  readonly slotAtMs: number;
}

/** A conversation to follow: all its turns, the first included. */
export interface Conversation {
  readonly turns: readonly Turn[];
  /** Sampled `max_tokens` for each turn; `null`: not sent. */
  readonly maxTokens: readonly (number | null)[];
}

/** One session to carry out: plain data, sent to a shard ahead of its time. */
export interface WorkItem {
  /** Counts the sessions of a phase from 0. */
  readonly index: number;
  readonly phase: Phase;
  /** The place of its session among those of the step, warm-up included, from 0. */
  readonly ordinal: number;
  /** When to start, in ms after the start of the phase; `null`: as soon as a slot is free. */
  readonly dueAtMs: number | null;
  /** The encoded body of the first turn, made ahead of the load. */
  readonly body: Uint8Array<ArrayBuffer>;
  /** Whether the body asks for a stream. */
  readonly isStream: boolean;
  readonly model: string;
  readonly label: string | null;
  readonly requestId: string | null;
  /** Sent in addition to the run's headers; those win. */
  readonly headers: Readonly<Record<string, string>> | null;
  /** `null`: a session of one turn. */
  readonly conversation: Conversation | null;
}

/** Makes the item at a place of a step's data; of the same place always the same one. */
export type MakePlacedItem = (place: Pick<WorkItem, "index" | "ordinal" | "phase">) => WorkItem;
