/**
 * The messages between the main thread and a shard: plain data with a version, so that a shard can be a worker of this
 * process or an agent on another machine.
 */
import type { DialectChoice } from "../../apis/dialect.ts";
import type { GenerationSettings } from "../../core/generation.ts";
import type { RequestRecord } from "../../core/record.ts";
import type { Phase, WorkItem } from "../../core/work_item.ts";
import type { TransportSettings } from "../../transport/transport.ts";

/** Raised with every change of the messages. */
export const PROTOCOL_VERSION = 3;

/** What a shard is told once. */
export interface ShardSetup {
  readonly version: number;
  readonly shard: number;
  /** Origin of the run's clock. */
  readonly originEpochMs: number;
  readonly dialect: DialectChoice;
  readonly headers: Readonly<Record<string, string>>;
  readonly transport: TransportSettings;
  /** For the bodies of later turns. */
  readonly generation: GenerationSettings;
  /** Reports each request and reply chunk (`--debug`). */
  readonly isDebug: boolean;
}

/** What a shard is told at the start of a phase. */
export interface PhaseStart {
  readonly phase: Phase;
  /** `null`: no limit. */
  readonly slots: number | null;
  readonly startAtMs: number;
  /** No session starts from this time on; `null`: no such time. */
  readonly admitUntilMs: number | null;
  /** What still runs at this time is cut off; `null`: it may run to its end. */
  readonly cutOffAtMs: number | null;
  /** Items the shard keeps ready; it asks for more when half of them are gone. */
  readonly lookAhead: number;
}

/**
 * What to stop: `admitting` no new session, `continuing` no new request at all, `running` also those on their way.
 */
export type StopScope = "admitting" | "continuing" | "running";

/** Messages to a shard. */
export type ToShard =
  | { readonly kind: "setup"; readonly setup: ShardSetup }
  | { readonly kind: "phase"; readonly start: PhaseStart }
  | { readonly kind: "items"; readonly items: readonly WorkItem[] }
  | { readonly kind: "items_end" }
  | { readonly kind: "slots"; readonly count: number }
  | { readonly kind: "stop"; readonly scope: StopScope }
  | { readonly kind: "close" };

/** The state of a shard, sent with its records. */
export interface ShardStatus {
  readonly shard: number;
  /** Requests on their way. */
  readonly running: number;
  /** Delays of the event loop's timers since the last message. */
  readonly loopLagMs: Float64Array<ArrayBuffer>;
  /** Reads with events, and those that held more than one, since the last message. */
  readonly reads: number;
  readonly coalescedReads: number;
}

/** Messages from a shard. */
export type FromShard =
  | { readonly kind: "ready" }
  | { readonly kind: "want"; readonly count: number }
  | { readonly kind: "records"; readonly records: readonly RequestRecord[]; readonly status: ShardStatus }
  | { readonly kind: "debug"; readonly line: string }
  | { readonly kind: "phase_end"; readonly started: number }
  | { readonly kind: "crash"; readonly message: string; readonly stack: string };

/** One end of the way to a shard. */
export interface ShardLink {
  send(message: ToShard, transfer?: ArrayBuffer[]): void;
  /** Registers the one receiver. */
  onMessage(receive: (message: FromShard) => void): void;
  close(): void;
}

/** Sends a message to the main thread; the buffers go along instead of being copied. */
export type PostToMain = (message: FromShard, transfer: ArrayBuffer[]) => void;
