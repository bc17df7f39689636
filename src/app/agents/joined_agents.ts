import type { Fleet } from "../../agents/coordinator/fleet.ts";
import type { RemoteAgent } from "../../agents/coordinator/remote_agent.ts";
import type { AgentHealth } from "../../core/judging/agents.ts";
import type { Machine, ShardLink } from "../../shards/protocol/messages.ts";
import type { GatherOptions, RemoteLoops } from "../run/load_host.ts";

interface JoinedParts {
  readonly fleet: Fleet;
  readonly members: readonly RemoteAgent[];
  readonly leaving: Set<(agent: RemoteAgent) => void>;
  readonly options: GatherOptions;
  /** Event loops of each agent; 0: as many as pay. */
  readonly shards: number;
  readonly originEpochMs: number;
}

interface LoopPlace {
  readonly agent: RemoteAgent;
  /** Its number at the agent. */
  readonly loop: number;
}

/** One event loop carries some hundred streams without distortion; more than the cores but one do not help. */
const SLOTS_PER_LOOP = 512;
/** All loops are told of a phase before it begins, wherever they are. */
const LEAST_LEAD_MS = 500;
const ROUND_TRIPS_OF_LEAD = 10;

/** The event loops of agents that have joined a run. */
export class JoinedAgents implements RemoteLoops {
  readonly #parts: JoinedParts;
  readonly #owned: AsyncDisposableStack;
  readonly #places: readonly LoopPlace[];

  constructor(parts: JoinedParts, owned: AsyncDisposableStack) {
    this.#parts = parts;
    this.#owned = owned;
    this.#places = placeLoops(parts);
  }

  get count(): number {
    return this.#places.length;
  }

  get maxBodyBytes(): number {
    return this.#parts.fleet.maxBodyBytes;
  }

  startShard(index: number): ShardLink {
    const place = this.#places[index];
    if (place === undefined) throw new Error(`There is no event loop ${index}`);
    return this.#parts.fleet.openLoop(place.agent, place.loop);
  }

  startLeadMs(): number {
    const roundTrips = this.#parts.members.map(({ beat }) => beat?.clock?.roundTripMs ?? 0);
    return Math.max(LEAST_LEAD_MS, ROUND_TRIPS_OF_LEAD * Math.max(0, ...roundTrips));
  }

  onLeaving(tell: (machine: Machine) => void): void {
    this.#parts.leaving.add(tell);
  }

  agents(): readonly AgentHealth[] {
    return this.#parts.members.map((agent) => this.#describe(agent));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#owned.disposeAsync();
  }

  #describe(agent: RemoteAgent): AgentHealth {
    const { asked, beat, state, lostReason, late } = agent;
    const links = [...agent.loops.values()];
    const clock = beat?.clock ?? null;
    return {
      name: asked.name,
      host: asked.host,
      cores: asked.cores,
      loops: this.#places.flatMap((place, index) => place.agent === agent ? [index] : []),
      state: state === "lost" ? "lost" : state === "member" ? "member" : "left",
      lostReason,
      // Its clock counts from the epoch, that of the run from its beginning.
      clock: clock === null ? null : {
        offsetMs: clock.offsetMs + this.#parts.originEpochMs,
        boundMs: clock.boundMs,
        driftPpm: clock.driftPpm,
      },
      cpuSeconds: beat?.cpuSeconds ?? null,
      peakRssBytes: beat === null ? null : agent.peakRssBytes,
      records: links.reduce((sum, { records }) => sum + records, 0),
      movedRequests: 0,
      lostRequests: 0,
      lateRecords: late,
      duplicates: links.reduce((sum, link) => sum + link.duplicates(), 0),
      retries: beat?.retries ?? 0,
    };
  }
}

/** First the first loop of each agent, then the second: what is left over of shares falls to different machines. */
function placeLoops({ members, options, shards }: JoinedParts): readonly LoopPlace[] {
  const most = options.mostSlots ?? SLOTS_PER_LOOP * members.length;
  const paying = Math.max(1, Math.ceil(most / Math.max(1, members.length) / SLOTS_PER_LOOP));
  const counts = members.map(({ asked: { loops, cores } }) => {
    if (loops > 0) return loops;
    return shards > 0 ? shards : Math.max(1, Math.min(cores - 1, paying));
  });
  const rounds = Array.from({ length: Math.max(0, ...counts) }, (_, loop) => loop);
  return rounds.flatMap((loop) =>
    members.flatMap((agent, place) => loop < (counts[place] ?? 0) ? [{ agent, loop }] : [])
  );
}
