import { PROTOCOL_VERSION } from "../../shards/protocol/messages.ts";
import type { StateAnswer } from "./state_message.ts";
import { BUS_VERSION } from "./subjects.ts";

/** What an agent says of itself when it asks to join. */
export interface JoinRequest {
  readonly name: string;
  /** Drawn at its start: the same name with another one is another process. */
  readonly incarnation: string;
  readonly host: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly version: string;
  readonly bus: number;
  readonly protocol: number;
  /** Event loops it is to have; 0: as many as pay. */
  readonly loops: number;
  /** What is sealed for it alone is sealed for this key. */
  readonly publicKey: string;
}

/** What a coordinator answers. */
export type JoinAnswer =
  | {
    readonly kind: "welcome";
    readonly run: string;
    readonly agent: number;
    /** The number of the coordinator among those that had the run. */
    readonly epoch: number;
    /** Who asks for the load, and where it is to go. */
    readonly user: string;
    readonly target: string;
    /** What is sealed for the agent is sealed by this key. */
    readonly senderKey: string;
  }
  /** It need not ask again. */
  | { readonly kind: "refused"; readonly reason: string }
  /** It may ask again: perhaps later, perhaps another run. */
  | { readonly kind: "later"; readonly reason: string };

/** Orders to an agent as a whole; its event loops start with the first message to them. */
export type AgentOrder =
  | { readonly kind: "close" }
  /** From now on it keeps records, and tells their metrics; a new phase begins, or somebody else is to be told. */
  | KeepOrder
  | MakeOrder
  /** What it kept in this phase is asked for, from a byte on; the answer is that part of the file, empty at its end. */
  | { readonly kind: "read"; readonly offset: number }
  /** Nothing but its bytes matters: how fast they come is measured by the answer. */
  | { readonly kind: "probe"; readonly padding: string }
  /** Another coordinator takes the run up; the answer (`TakingUpAnswer`) is what this process has in hand. */
  | { readonly kind: "take_up"; readonly incarnation: string }
  /** The answer (`RunTime`) is what the clock of the run says, as far as the agent knows. */
  | { readonly kind: "time" };

/** What an agent knows of the clock of the run, `null` where nothing: off by the bound at most. */
export interface RunTime {
  readonly atMs: number | null;
  readonly boundMs: number;
}

/** How an agent is to keep the records of a phase. */
export interface KeepOrder {
  readonly kind: "keep";
  readonly phase: number;
  /** What is measured: a text that the coordinator's program wrote for that of the agent; `null`: nothing is kept. */
  readonly settings: string | null;
  /** The agent that is told of the metrics; `null`: the coordinator. */
  readonly parent: number | null;
}

/** From now on requests come as places in the data of a step, of which the agent makes them. */
export interface MakeOrder {
  readonly kind: "make";
  /** How they are made: a text that the coordinator's program wrote for that of the agent. */
  readonly recipe: string;
  /** What the first one gives (`checkOf`). */
  readonly check: string;
}

/** What an agent as a whole tells. */
export type AgentNews =
  | { readonly kind: "accepted" }
  /** Its operator does not allow the target. */
  | { readonly kind: "declined"; readonly reason: string }
  /** It is asked to end: what runs may finish, nothing more is to come. */
  | { readonly kind: "leaving"; readonly reason: string };

/** Stands for the agent itself where a loop is named. */
export const WHOLE_AGENT = 0xffff_ffff;

/** An agent lives, and how it is. */
export interface Beat {
  readonly incarnation: string;
  /** The coordinator that it belongs to: no other one answers. */
  readonly epoch: number;
  /** By its own clock: ms since the epoch, monotonic. */
  readonly atMs: number;
  readonly rssBytes: number;
  /** CPU of the whole process since it joined. */
  readonly cpuSeconds: number;
  /** How its clock stands to that of the run, as far as it knows. */
  readonly clock: AgentClock | null;
  /** Messages and records that nobody has taken over yet. */
  readonly pending: number;
  /** Attempts to hand something over that failed. */
  readonly retries: number;
  /** What has been refused longest; `null`: nothing is. */
  readonly refused: { readonly forMs: number; readonly reason: string } | null;
}

/** How the clock of an agent stands to that of the run. */
export interface AgentClock {
  /** Added to the agent's clock it gives the clock of the run; off by the bound at most. */
  readonly offsetMs: number;
  readonly boundMs: number;
  readonly roundTripMs: number;
  /** How much faster the run's clock goes, in millionths; `null`: not known yet. */
  readonly driftPpm: number | null;
}

/** The answer to a beat. */
export interface BeatAnswer {
  /** `false`: its work was given to others, and it must stop at once. */
  readonly isMember: boolean;
  /** By the clock of the run. */
  readonly atMs: number;
}

/** Says in words why an agent cannot be used by this program; `null`: it can. */
export function findMismatch(asked: Pick<JoinRequest, "version" | "bus" | "protocol">, own: string): string | null {
  if (asked.version === own && asked.bus === BUS_VERSION && asked.protocol === PROTOCOL_VERSION) return null;
  return `the agent is streamgauge ${asked.version} (protocol ${asked.bus}.${asked.protocol}), the coordinator ` +
    `${own} (protocol ${BUS_VERSION}.${PROTOCOL_VERSION}): use the same on all machines`;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Writes one of the plain messages above. */
export function toJsonBytes(
  value: JoinRequest | JoinAnswer | AgentOrder | AgentNews | Beat | BeatAnswer | StateAnswer | RunTime,
): Uint8Array {
  return encoder.encode(JSON.stringify(value));
}

/** Reads one of the plain messages above; both ends have the same version, which was compared first. */
export function readJsonBytes<Value>(bytes: Uint8Array): Value {
  return JSON.parse(decoder.decode(bytes)) as Value;
}
