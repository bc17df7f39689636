/** How the clock of an agent stood to that of the run's machine. */
export interface AgentClockOffset {
  /** Added to the agent's clock it gives ours; off by the bound at most. */
  readonly offsetMs: number;
  readonly boundMs: number;
  /** How much faster ours went, in millionths; `null`: the run was too short to know. */
  readonly driftPpm: number | null;
}

/** How one of the machines that carried the load fared. */
export interface AgentHealth {
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
  /** Requests that ran on it when it was lost: the service may have carried them, no figure counts them. */
  readonly lostRequests: number;
  /** Records that came after it was counted out, dropped. */
  readonly lateRecords: number;
  /** Messages that came twice, dropped. */
  readonly duplicates: number;
  /** Messages that had to be sent again. */
  readonly retries: number;
}
