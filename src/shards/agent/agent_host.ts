import type { Clock } from "../../core/clock.ts";
import type { Transport, TransportSettings } from "../../transport/transport.ts";

/**
 * What an agent stands on: the event loop and the sockets of the place where it runs. Everything in it waits by this
 * clock and sends through this transport, so that one driver can give both.
 */
export interface AgentHost {
  /** The agent's own clock; it counts from anywhere. */
  readonly clock: Clock;
  /** The transport reads the time from the clock of the run. */
  createTransport(settings: TransportSettings, clock: Clock): Promise<Transport>;
  readUsage(): LoopUsage;
}

/** What an event loop has used so far; `null` where the platform does not say. */
export interface LoopUsage {
  readonly cpuSeconds: number | null;
  readonly heapBytes: number | null;
}
