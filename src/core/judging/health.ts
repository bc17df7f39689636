/** How well the client itself kept up in a step, so that its own limits are not booked on the service. */
export interface ClientHealth {
  /** Delay of timers of the shard's event loop beyond their due time. */
  readonly loopLagP50Ms: number | null;
  readonly loopLagP99Ms: number | null;
  readonly loopLagMaxMs: number | null;
  /** From due (or slot free) to sent. */
  readonly sendLagP50Ms: number | null;
  readonly sendLagP99Ms: number | null;
  readonly sendLagMaxMs: number | null;
  /** Requests sent more than `LATE_SEND_MS` after their time. */
  readonly lateSends: number;
  /** CPU seconds of this process during the step. */
  readonly cpuSeconds: number;
  /** `cpuSeconds` over wall seconds: 1 is one core. */
  readonly cpuCores: number;
  readonly peakRssBytes: number;
  /** Sent again because the service had closed a pooled connection. */
  readonly connectionRetries: number;
  /** Reads that held more than one event, as a share of reads with events. */
  readonly coalescedReadShare: number | null;
}

/** A request sent later than this after its time counts as late. */
export const LATE_SEND_MS = 10;
