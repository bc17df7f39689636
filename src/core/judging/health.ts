import type { AgentHealth, CoordinatorHealth } from "./agents.ts";
import type { LoopLateness } from "./loop_lateness.ts";

/** How one of the event loops that carry the load kept up. */
export interface LoopHealth extends LoopLateness {
  /** From 0. */
  readonly loop: number;
  /** It crashed or was lost during the step. */
  readonly isLost: boolean;
  /** CPU seconds of its thread during the step, and the share of a core; `null` where the platform does not say. */
  readonly cpuSeconds: number | null;
  readonly cpuCores: number | null;
  /** Its own heap at its largest. */
  readonly peakHeapBytes: number | null;
  /** The most records that it had sent and that were not worked through. */
  readonly peakWaitingRecords: number;
}

/** How well the client itself kept up in a step, so that its own limits are not booked on the service. */
export interface ClientHealth extends LoopLateness {
  /** Delay of timers of the main thread, which makes items and works records through. */
  readonly mainLagP50Ms: number | null;
  readonly mainLagP99Ms: number | null;
  readonly mainLagMaxMs: number | null;
  /** CPU seconds of this process during the step. */
  readonly cpuSeconds: number;
  /** `cpuSeconds` over wall seconds: 1 is one core. */
  readonly cpuCores: number;
  readonly peakRssBytes: number;
  /** Sent again because the service had closed a pooled connection. */
  readonly connectionRetries: number;
  /** Reads that held more than one event, as a share of reads with events. */
  readonly coalescedReadShare: number | null;
  /** Records whose texts were dropped because they came in faster than they could be worked through. */
  readonly shedTexts: number;
  /** The machines that carried the load; none: this one did. */
  readonly agents: readonly AgentHealth[];
  /** How this machine fared as the one that deals the load to others; `null`: it carried the load. */
  readonly coordinator: CoordinatorHealth | null;
  /** Each event loop by itself. */
  readonly loops: readonly LoopHealth[];
}

/** What this machine adds to figures at most, as `calibrate` measured it under a load like theirs. */
export interface ClientError {
  /** The distance from the truth that 99 % of the values kept. */
  readonly ttftMs: number;
  readonly itlMs: number;
  /** When it was measured: ISO text. */
  readonly calibratedAt: string;
}

/** A request sent later than this after its time counts as late. */
export const LATE_SEND_MS = 10;
