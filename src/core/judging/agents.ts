import type { LoopLateness } from "./loop_lateness.ts";

/** How the clock of an agent stood to that of the run's machine. */
export interface AgentClockOffset {
  /** Added to the agent's clock it gives ours; off by the bound at most, at the end of the step and all through it. */
  readonly offsetMs: number;
  readonly boundMs: number;
  /** How much faster ours went, in millionths; `null`: the run was too short to know. */
  readonly driftPpm: number | null;
}

/** How one of the machines that carried the load fared. */
export interface AgentHealth extends LoopLateness {
  readonly name: string;
  readonly host: string;
  readonly cores: number;
  /** Its event loops, by their numbers in this step. */
  readonly loops: readonly number[];
  /** `left`: its operator ended it. */
  readonly state: "member" | "left" | "lost";
  /** Why it was lost; `null`: it was not. */
  readonly lostReason: string | null;
  readonly clock: AgentClockOffset | null;
  /** CPU seconds of its process during the step, and over wall seconds: 1 is one core. */
  readonly cpuSeconds: number | null;
  readonly cpuCores: number | null;
  readonly peakRssBytes: number | null;
  /** Records that came from it. */
  readonly records: number;
  /** Requests that it had not sent when it was lost: others carried them. */
  readonly movedRequests: number;
  /** How long after its time its first request was sent; `null`: it sent none. */
  readonly startLagMs: number | null;
  /** Records that came after it was counted out, dropped. */
  readonly lateRecords: number;
  /** Messages that came twice, dropped. */
  readonly duplicates: number;
  /** Messages that had to be sent again. */
  readonly retries: number;
}

/** What is known of an agent without its records and what its event loops say. */
export type AgentAccountOfStep = Omit<AgentHealth, keyof LoopLateness | "startLagMs" | "movedRequests">;

/** How the machine that deals the load and takes records in kept up. */
export interface CoordinatorHealth {
  /** The most batches of records that waited in the bus, and their bytes. */
  readonly peakWaitingBatches: number;
  readonly peakWaitingBytes: number;
  /** So many bytes the bus keeps. */
  readonly maxWaitingBytes: number;
  /** How long and how often the bus was out of reach. */
  readonly busGoneSeconds: number;
  readonly busInterruptions: number;
  /** So long nobody answered the agents, where a coordinator died and another one took the step up; 0: none did. */
  readonly coordinatorGoneSeconds: number;
  /** Left where the results go; `null`: the system does not say. */
  readonly freeDiskBytes: number | null;
}
