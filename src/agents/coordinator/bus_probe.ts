import type { NatsConnection } from "@nats-io/nats-core";
import type { Clock } from "../../core/clock.ts";
import { ENVELOPE_ROOM_BYTES, WHOLE_ENVELOPE, wrap } from "../wire/envelope.ts";
import { toJsonBytes, WHOLE_AGENT } from "../wire/join.ts";
import { REQUEST_TIMEOUT_MS } from "../wire/lease_times.ts";
import type { RunSubjects } from "../wire/subjects.ts";
import type { RemoteAgent } from "./remote_agent.ts";

/** What a bus is measured over. */
export interface ProbeWay {
  readonly connection: NatsConnection;
  readonly clock: Clock;
  readonly subjects: RunSubjects;
  /** The number of this coordinator. */
  readonly epoch: number;
  /** The largest message. */
  readonly maxBytes: number;
}

const PROBES = 3;
const PROBE_BYTES = 1024 * 1024;

/** Measures how many bytes a second go to all agents at once: the best of some tries, as the first finds all cold. */
export async function measureBytesPerSecond(agents: readonly RemoteAgent[], way: ProbeWay): Promise<number> {
  let best = 0;
  for (let probe = 0; probe < PROBES; probe++) best = Math.max(best, await measureOnce(agents, way));
  return best;
}

async function measureOnce(
  agents: readonly RemoteAgent[],
  { connection, clock, subjects, epoch, maxBytes }: ProbeWay,
): Promise<number> {
  const padding = "-".repeat(Math.min(PROBE_BYTES, maxBytes - ENVELOPE_ROOM_BYTES));
  const envelope = { ...WHOLE_ENVELOPE, loop: WHOLE_AGENT, number: 0, epoch };
  const bytes = wrap(envelope, toJsonBytes({ kind: "probe", padding }));
  const startedAtMs = clock.nowMs();
  const options = { timeout: REQUEST_TIMEOUT_MS };
  // One that does not get it in time makes the bus as slow as that.
  await Promise.allSettled(agents.map(({ number }) => connection.request(subjects.to(number), bytes, options)));
  const tookMs = clock.nowMs() - startedAtMs;
  // The way there and back is no matter of bytes; how long it takes is known by the beats, more or less.
  const roundTripMs = Math.min(...agents.map(({ beat }) => beat?.clock?.roundTripMs ?? 0));
  return agents.length * bytes.byteLength / Math.max(tookMs - roundTripMs, tookMs / 4) * 1000;
}
