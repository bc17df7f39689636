import type { Clock } from "../../core/clock.ts";
import type { Transport, TransportSettings } from "../../transport/transport.ts";

/** What an agent stands on: the event loop and the sockets of the place where it runs. */
export interface AgentHost {
  /** The clock of the run; everything in the agent waits by it. */
  createClock(originEpochMs: number): Clock;
  createTransport(settings: TransportSettings, clock: Clock): Promise<Transport>;
}
