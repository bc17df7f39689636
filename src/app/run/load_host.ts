import type { StateSource } from "../../metrics/joined_accumulator.ts";
import type { Clock } from "../../core/clock.ts";
import type { AgentAccountOfStep, CoordinatorHealth } from "../../core/judging/agents.ts";
import type { WorkItem } from "../../core/work_item.ts";
import type { Machine, ShardLink } from "../../shards/protocol/messages.ts";
import type { MachineLimits } from "./machine_limits.ts";
import type { CounterSource, OpenTokenCounter } from "./token_counter.ts";
import type { ExamineTransport } from "../../transport/registry.ts";
import type { Transport, TransportSettings } from "../../transport/transport.ts";
import type { RunListener } from "./run_listener.ts";

/** What a run stands on: the command line gives workers, sockets and the real clock, a test none of them. */
export interface LoadHost {
  readonly clock: Clock;
  /** Wall-clock ms since the epoch at which the clock stood at 0. */
  readonly originEpochMs: number;
  /** What the machine lets the run have. */
  readLimits(): Promise<MachineLimits>;
  startShard(index: number): ShardLink;
  /** Tries what a transport needs, where it is loaded anyway: on the first event loop, once that was started. */
  readonly examineTransport: ExamineTransport;
  /** Opens what counts tokens that a service did not state. */
  openTokenCounter(source: CounterSource): Promise<OpenTokenCounter>;
  /** For what the main thread itself sends, such as the connection test. */
  createTransport(settings: TransportSettings): Promise<Transport>;
  /** Finds event loops on other machines, which carry the load instead; absent: those of this host do. */
  gatherLoops?(options: GatherOptions): Promise<RemoteLoops>;
}

/** What is asked of other machines. */
export interface GatherOptions {
  /** The most slots that any step has; `null`: no limit. */
  readonly mostSlots: number | null;
  /** Where the results go. */
  readonly folder: string;
  /** The step that is to run first; `null`: a search chooses it. */
  readonly firstStep: string | null;
  readonly listener: RunListener;
  readonly signal: AbortSignal;
}

/** A step that another coordinator began, and that its machines still carry. */
export interface CarriedStep {
  readonly step: string;
  /** When its load began, by the clock of the run. */
  readonly startAtMs: number;
  /** So many event loops carry it. */
  readonly loops: number;
  /** So long nobody answered those that carry it. */
  readonly silentMs: number;
}

/** Starts so many event loops more, for the phase that runs as well or for the next alone. */
export type GrowLoops = (count: number, options: { readonly joinsPhase: boolean }) => Promise<void>;

/** Event loops on other machines. */
export interface RemoteLoops extends AsyncDisposable {
  readonly count: number;
  /** Bodies that are larger do not reach them. */
  readonly maxBodyBytes: number;
  /** What was seen to reach all of them together. */
  readonly bytesPerSecond: number;
  /** The machines make the requests of this step themselves. */
  readonly makesItems: boolean;
  /** They are told how, and what the first is to be; `null`: requests are sent to them. Throws where one cannot. */
  letMake(making: { readonly recipe: string; readonly first: WorkItem } | null): Promise<void>;
  startShard(index: number): ShardLink;
  /** A phase begins so long after it was told of, everywhere at the same moment. */
  startLeadMs(): number;
  /** Who is told that a machine is to end. */
  onLeaving(tell: (machine: Machine) => void): void;
  /** Who starts the event loops of machines that come later. */
  onJoining(grow: GrowLoops): void;
  /** A phase begins: those that have come are waited for. `isLast`: none follows, so that nobody need come for it. */
  beginPhase(options: RemotePhase): Promise<void>;
  /** Writes down what is carried, so that another coordinator can go on with it should this one die. */
  noteCarried(carried: Pick<CarriedStep, "step" | "startAtMs">): Promise<void>;
  /** The step that another coordinator began, the first time it is asked for; `null`: there is none. */
  takeCarried(): CarriedStep | null;
  /** The metrics of records that the machines keep in this phase. */
  readonly states: StateSource;
  /** Waits for the metrics of all that was kept; says what never came, by event loops. */
  awaitStates(): Promise<readonly MissingResults[]>;
  /** Fetches the files of records that the machines kept into a folder. */
  collect(folder: string): Promise<void>;
  /** The name of the machine of an event loop. */
  agentOf(index: number): string;
  /** How the machines fared since the phase began. */
  report(): Promise<RemoteHealth>;
}

/** A phase as other machines are told of it. */
export interface RemotePhase {
  readonly isLast: boolean;
  /** They carry it already. */
  readonly isCarried: boolean;
  /** What they are to keep (`writeKeptSettings`); `null`: their records come here. */
  readonly kept: string | null;
}

/** Requests of an event loop that ended, and whose results were lost with their machine. */
export interface MissingResults {
  readonly shard: number;
  readonly requests: number;
}

/** How other machines fared, and this one as the one that deals to them. */
export interface RemoteHealth {
  readonly agents: readonly AgentAccountOfStep[];
  readonly coordinator: CoordinatorHealth;
}
