import { TRANSPORT_FACTS, type TransportName } from "../../core/transports.ts";
import type { MachineLimits } from "../run/machine_limits.ts";

/** What a load asks of the event loops that carry it. */
export interface LoadNeed {
  /** Requests at once. */
  readonly slots: number;
  /** Events a second of one reply, as the connection test saw them; `null`: not known. */
  readonly eventsPerSecond: number | null;
  readonly transport: TransportName;
}

/** Where nobody knows how fast the service writes: 20 ms a token, as a model of middle size does. */
const USUAL_EVENTS_PER_SECOND = 50;

/** Finds how many event loops a load needs; more than the cores that are left to them do not help. */
export function countLoops({ slots, eventsPerSecond, transport }: LoadNeed, limits: MachineLimits): number {
  const { room } = TRANSPORT_FACTS[transport];
  const events = slots * (eventsPerSecond ?? USUAL_EVENTS_PER_SECOND);
  const needed = Math.max(Math.ceil(slots / room.slots), Math.ceil(events / room.eventsPerSecond));
  // One core works records through and makes requests.
  const cores = Math.floor(Math.min(limits.cores, limits.cpuQuota ?? Infinity)) - 1;
  return Math.max(1, Math.min(cores, needed));
}
