import type { RemoteAgent } from "../../agents/coordinator/remote_agent.ts";
import { MOST_DRIFT_PPM, OPEN_DRIFT_PPM } from "../../agents/wire/clock_drift.ts";
import type { Clock } from "../../core/clock.ts";
import type { AgentAccountOfStep, AgentClockOffset } from "../../core/judging/agents.ts";

/** What is counted of an agent from its joining on. */
interface Counts {
  readonly records: number;
  readonly cpuSeconds: number | null;
  readonly lateRecords: number;
  readonly duplicates: number;
  readonly retries: number;
}

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
  #beganAtMs: number;

  constructor(options: BooksOptions) {
    this.#options = options;
    this.#beganAtMs = options.clock.nowMs();
  }

  /** A phase begins; who is gone by now has no part in it. */
  begin(agents: readonly RemoteAgent[]): void {
    this.#beganAtMs = this.#options.clock.nowMs();
    this.#before.clear();
    for (const agent of agents) if (agent.isPart()) this.#before.set(agent, countsOf(agent));
  }

  /** An agent that came later takes part in the phase that runs. */
  admit(agent: RemoteAgent): void {
    this.#before.set(agent, countsOf(agent));
  }

  /** How those fare that had a part in the phase. */
  describe(agents: readonly RemoteAgent[]): readonly AgentAccountOfStep[] {
    return agents.flatMap((agent) => {
      const before = this.#before.get(agent);
      return before === undefined ? [] : [this.#describeOne(agent, before)];
    });
  }

  #describeOne(agent: RemoteAgent, before: Counts): AgentAccountOfStep {
    const { asked, beat, state, lostReason } = agent;
    const { clock: ownClock, originEpochMs } = this.#options;
    const now = countsOf(agent);
    const seconds = (ownClock.nowMs() - this.#beganAtMs) / 1000;
    const cpuSeconds = now.cpuSeconds === null ? null : now.cpuSeconds - (before.cpuSeconds ?? 0);
    return {
      name: asked.name,
      host: asked.host,
      cores: asked.cores,
      loops: this.#options.loopsOf(agent),
      state: state === "lost" ? "lost" : state === "member" ? "member" : "left",
      lostReason,
      clock: toClockOffset(agent, { originEpochMs, nowMs: ownClock.nowMs() }),
      cpuSeconds,
      cpuCores: cpuSeconds === null || seconds <= 0 ? null : cpuSeconds / seconds,
      peakRssBytes: beat === null ? null : agent.peakRssBytes,
      records: now.records - before.records,
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

interface ClockBasis {
  readonly originEpochMs: number;
  readonly nowMs: number;
}

/** Stamps have the offset that was found before the set-up, as well as that was known; drift since then comes to it. */
function toClockOffset({ beat, loops }: RemoteAgent, { originEpochMs, nowMs }: ClockBasis): AgentClockOffset | null {
  const clock = beat?.clock ?? null;
  if (clock === null) return null;
  const { offsetMs, boundMs, driftPpm } = clock;
  const ppm = driftPpm === null ? MOST_DRIFT_PPM : Math.min(MOST_DRIFT_PPM, Math.abs(driftPpm) + OPEN_DRIFT_PPM);
  const bounds = [...loops.values()].map(({ clockError: { errorMs, atMs } }) => errorMs + (nowMs - atMs) * ppm / 1e6);
  return {
    // Its clock counts from the epoch, that of the run from its beginning.
    offsetMs: offsetMs + originEpochMs,
    boundMs: Math.max(boundMs, ...bounds),
    driftPpm,
  };
}
