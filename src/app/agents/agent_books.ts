import type { RemoteAgent } from "../../agents/coordinator/remote_agent.ts";
import type { Clock } from "../../core/clock.ts";
import type { AgentHealth } from "../../core/judging/agents.ts";

/** What is counted of an agent from its joining on. */
interface Counts {
  readonly records: number;
  readonly cpuSeconds: number | null;
  readonly lateRecords: number;
  readonly duplicates: number;
  readonly retries: number;
}

const NOTHING: Counts = { records: 0, cpuSeconds: 0, lateRecords: 0, duplicates: 0, retries: 0 };

interface BooksOptions {
  readonly clock: Clock;
  readonly originEpochMs: number;
  /** The numbers of its event loops. */
  readonly loopsOf: (agent: RemoteAgent) => readonly number[];
}

/** What each agent did in the phase that runs: of what it counts since it joined, the part since the phase began. */
export class AgentBooks {
  readonly #options: BooksOptions;
  readonly #before = new Map<RemoteAgent, Counts>();
  readonly #gone = new Set<RemoteAgent>();
  #beganAtMs: number;

  constructor(options: BooksOptions) {
    this.#options = options;
    this.#beganAtMs = options.clock.nowMs();
  }

  /** A phase begins; who is gone by now has no part in it. */
  begin(agents: readonly RemoteAgent[]): void {
    this.#beganAtMs = this.#options.clock.nowMs();
    for (const agent of agents) {
      if (agent.isPart()) this.#before.set(agent, countsOf(agent));
      else this.#gone.add(agent);
    }
  }

  /** How those fare that had a part in the phase. */
  describe(agents: readonly RemoteAgent[]): readonly AgentHealth[] {
    return agents.flatMap((agent) => {
      const loops = this.#options.loopsOf(agent);
      return this.#gone.has(agent) || loops.length === 0 ? [] : [this.#describeOne(agent, loops)];
    });
  }

  #describeOne(agent: RemoteAgent, loops: readonly number[]): AgentHealth {
    const { asked, beat, state, lostReason } = agent;
    const { clock: ownClock, originEpochMs } = this.#options;
    const [before, now] = [this.#before.get(agent) ?? NOTHING, countsOf(agent)];
    const seconds = (ownClock.nowMs() - this.#beganAtMs) / 1000;
    const cpuSeconds = now.cpuSeconds === null ? null : now.cpuSeconds - (before.cpuSeconds ?? 0);
    const clock = beat?.clock ?? null;
    return {
      name: asked.name,
      host: asked.host,
      cores: asked.cores,
      loops,
      state: state === "lost" ? "lost" : state === "member" ? "member" : "left",
      lostReason,
      // Its clock counts from the epoch, that of the run from its beginning.
      clock: clock === null ? null : {
        offsetMs: clock.offsetMs + originEpochMs,
        boundMs: clock.boundMs,
        driftPpm: clock.driftPpm,
      },
      cpuSeconds,
      cpuCores: cpuSeconds === null || seconds <= 0 ? null : cpuSeconds / seconds,
      peakRssBytes: beat === null ? null : agent.peakRssBytes,
      records: now.records - before.records,
      movedRequests: 0,
      lostRequests: 0,
      lateRecords: now.lateRecords - before.lateRecords,
      duplicates: now.duplicates - before.duplicates,
      retries: now.retries - before.retries,
    };
  }
}

function countsOf({ loops, beat, late }: RemoteAgent): Counts {
  const links = [...loops.values()];
  return {
    records: links.reduce((sum, { records }) => sum + records, 0),
    cpuSeconds: beat?.cpuSeconds ?? null,
    lateRecords: late,
    duplicates: links.reduce((sum, link) => sum + link.duplicates(), 0),
    retries: beat?.retries ?? 0,
  };
}
