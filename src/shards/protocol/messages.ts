/**
 * The messages between who deals items (the coordinator) and who carries the load (an agent): plain data with a version,
 * so that an agent can be a worker of this process or a program on another machine.
 */
import type { DialectChoice } from "../../apis/dialect.ts";
import type { Endpoint } from "../../apis/open_endpoints.ts";
import type { DelayReport } from "../../core/delay_counts.ts";
import type { EndpointRule } from "../../core/endpoints.ts";
import type { EngineSettings } from "../../core/engine_settings.ts";
import type { GenerationSettings } from "../../core/generation.ts";
import type { RequestRecord } from "../../core/record.ts";
import type { Phase, WorkItem } from "../../core/work_item.ts";
import type { TransportSettings } from "../../transport/transport.ts";
import type { LoadPlace } from "./endpoint_loads.ts";

/** Raised with every change of the messages. */
export const PROTOCOL_VERSION = 13;

/** What an agent is told once. */
export interface ShardSetup {
  readonly version: number;
  readonly shard: number;
  /** Added to the agent's own clock it gives the clock of the run. */
  readonly clockOffsetMs: number;
  readonly dialect: DialectChoice;
  /** Where requests go: one at least. */
  readonly endpoints: readonly Endpoint[];
  readonly endpointRule: EndpointRule;
  /** What it shares with the other event loops of its process; missing: nothing. Never goes over a bus. */
  readonly endpointLoads?: LoadPlace;
  /** How each endpoint is reached, its own route apart. */
  readonly transport: TransportSettings;
  readonly engine: EngineSettings;
  /** Keeps where in the text each event of a reply ends, for a tokenizer that counts its tokens. */
  readonly countsText: boolean;
  /** For the bodies of later turns. */
  readonly generation: GenerationSettings;
  /** Reports each request and reply chunk (`--debug`). */
  readonly isDebug: boolean;
}

/** A phase as it is for every event loop. */
export interface PhasePlan {
  readonly phase: Phase;
  readonly startAtMs: number;
  /** No session starts from this time on; `null`: no such time. */
  readonly admitUntilMs: number | null;
  /** What still runs at this time is cut off; `null`: it may run to its end. */
  readonly cutOffAtMs: number | null;
  /** Items have due times: a free slot waits for the time, not for an item. */
  readonly isPaced: boolean;
}

/** What an agent is told at the start of a phase. */
export interface PhaseStart {
  readonly plan: PhasePlan;
  /** Its share of the slots; `null`: no limit. */
  readonly slots: number | null;
}

/**
 * What to stop: `admitting` no new session, `continuing` no new request at all, `running` also those on their way.
 */
export type StopScope = "admitting" | "continuing" | "running";

/** Messages to an agent. */
export type ToShard =
  | { readonly kind: "clock_ask"; readonly askedAtMs: number }
  | { readonly kind: "setup"; readonly setup: ShardSetup }
  /** Between two phases: how its clock stands to that of the run by now. */
  | { readonly kind: "clock"; readonly offsetMs: number }
  | { readonly kind: "phase"; readonly start: PhaseStart }
  | { readonly kind: "items"; readonly items: readonly WorkItem[] }
  /** No more items will be made: a slot that is free from now on waits for none. */
  | { readonly kind: "supply_end" }
  /** Every item has started, here or elsewhere: the phase is over when what runs has ended. */
  | { readonly kind: "items_end" }
  /** Asks for items back that have not started; answered by `work`. */
  | { readonly kind: "recall"; readonly count: number }
  /** From that time on it has so many slots. */
  | { readonly kind: "slots"; readonly count: number; readonly atMs: number }
  | { readonly kind: "stop"; readonly scope: StopScope }
  /** Without a newer one nothing starts after the first time, and what runs is cut off at the second. */
  | { readonly kind: "lease"; readonly startUntilMs: number; readonly runUntilMs: number }
  /** The records of a batch have been worked through. */
  | { readonly kind: "ack"; readonly batch: number }
  | { readonly kind: "close" };

/** What an agent has in hand, and what became of its items since it last said so. */
export interface WorkReport {
  readonly kind: "work";
  /** When it was sent, by the clock of the run. */
  readonly atMs: number;
  /** Items that came in since the phase began, those given back included. */
  readonly received: number;
  /** Slots without a running session; `null`: no limit. */
  readonly free: number | null;
  /** Items that have not started. */
  readonly queued: number;
  /** Indices of the items that have started. */
  readonly started: readonly number[];
  /** Indices of the items given back; who dealt them still has them. */
  readonly returned: readonly number[];
  /** `recall` messages answered since the phase began. */
  readonly recalls: number;
  /** Sessions that run. */
  readonly carrying: number;
  /** `slots` messages followed since the phase began. */
  readonly resizes: number;
}

/** How an agent is, sent with its records. */
export interface ShardStatus {
  readonly shard: number;
  /** Requests on their way. */
  readonly running: number;
  /** Slots without a running session; `null`: no limit. */
  readonly free: number | null;
  /** Items that have not started. */
  readonly queued: number;
  /** Time of slots since the last message: that in which free ones waited for an item, and that in which they were busy. */
  readonly starvedMs: number;
  readonly busyMs: number;
  /** Delays of the event loop's timers since the last message. */
  readonly loopLagMs: Float64Array<ArrayBuffer>;
  /** From the arrival of bytes in the system to their reading, since the last message; `null`: not known. */
  readonly arrivalDelays: DelayReport | null;
  /** Reads with events, and those that held more than one, since the last message. */
  readonly reads: number;
  readonly coalescedReads: number;
  /** Records sent that are not worked through yet. */
  readonly unacknowledged: number;
  /** CPU of this event loop's thread so far, and its heap; `null` where the platform does not say. */
  readonly cpuSeconds: number | null;
  readonly heapBytes: number | null;
}

/** Records of an agent; its batches count from 1. */
export interface RecordBatch {
  readonly kind: "records";
  readonly batch: number;
  /** What is to be known before the records: that their requests started; `null`: nothing new. */
  readonly work: WorkReport | null;
  readonly records: readonly RequestRecord[];
  /** The ends of requests whose records their machine keeps, packed; missing: there are none. */
  readonly receipts?: Float64Array<ArrayBuffer>;
  readonly status: ShardStatus;
}

/** Messages from an agent. */
export type FromShard =
  | { readonly kind: "clock_answer"; readonly askedAtMs: number; readonly agentAtMs: number }
  | { readonly kind: "ready" }
  | WorkReport
  | RecordBatch
  | { readonly kind: "debug"; readonly line: string }
  | { readonly kind: "phase_end" }
  /** `isMachineLost`: not this event loop alone, but all of its machine. */
  | { readonly kind: "crash"; readonly message: string; readonly stack: string; readonly isMachineLost?: true };

/** A machine that carries load beside others. */
export interface Machine {
  readonly name: string;
}

/** What a coordinator that takes a phase up must know of an event loop that carries it. */
export interface LoopState {
  /** Its share of the slots as it was told last; `null`: no limit. */
  readonly slots: number | null;
  /** So many items, questions for items and changes of slots were sent to it in this phase. */
  readonly sent: number;
  readonly recalls: number;
  readonly resizes: number;
  /** What it said last. */
  readonly report: Omit<WorkReport, "kind" | "started" | "returned">;
  /** The items that it has or had, those given back apart: a bit each (`IndexSet`). */
  readonly taken: Uint8Array<ArrayBuffer>;
  /** Those of them that have not started, as far as it has said. */
  readonly unsent: Uint32Array<ArrayBuffer>;
}

/** A loop in the middle of a phase that another coordinator began. */
export interface TakenUpLoop {
  readonly state: LoopState;
  /** It has this item, or had it: its record comes without the body. */
  remember(item: WorkItem): void;
  /** What it says is handed on from now on. */
  release(): void;
}

/** One end of the way to an agent. */
export interface ShardLink {
  /** Loops of one machine are lost together; `undefined`: each for itself. */
  readonly machine?: Machine;
  /** Its share of slots and items, against that of others; 1 where it is not said. */
  readonly weight?: number;
  /** It carries a phase that another coordinator began; missing: it waits for its set-up. */
  readonly takenUp?: TakenUpLoop | undefined;
  /** Hears in each phase how to ask whether its items are dealt too late: what can wait is to wait then. */
  watchDealing?(isBehind: () => boolean): void;
  /** Hears by how much the clock of the other end is off at most, as was found at a time of ours. */
  noteClockError?(errorMs: number, atMs: number): void;
  send(message: ToShard, transfer?: ArrayBuffer[]): void;
  /** Registers the one receiver. */
  onMessage(receive: (message: FromShard) => void): void;
  close(): void;
}

/** Sends a message to the main thread; the buffers go along instead of being copied. */
export type PostToMain = (message: FromShard, transfer: ArrayBuffer[]) => void;
