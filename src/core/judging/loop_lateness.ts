/** How late an event loop was, and how late it sent. */
export interface LoopLateness {
  /** Delay of timers of the event loop beyond their due time. */
  readonly loopLagP50Ms: number | null;
  readonly loopLagP99Ms: number | null;
  readonly loopLagMaxMs: number | null;
  /** From the arrival of bytes, by the system's stamp, to their reading; `null`: the system stamps none. */
  readonly arrivalDelayP50Ms: number | null;
  readonly arrivalDelayP99Ms: number | null;
  readonly arrivalDelayMaxMs: number | null;
  /** From due (or slot free) to sent. */
  readonly sendLagP50Ms: number | null;
  readonly sendLagP99Ms: number | null;
  readonly sendLagMaxMs: number | null;
  /** Requests sent more than `LATE_SEND_MS` after their time. */
  readonly lateSends: number;
  /** Seconds that free slots waited for an item, over all slots. */
  readonly starvedSeconds: number;
  /** `starvedSeconds` over themselves and the seconds in which slots were busy: so much of the asked load was missing. */
  readonly starvedShare: number | null;
  /** Requests that ran when their event loop was lost; out of every figure. */
  readonly lostRequests: number;
}
