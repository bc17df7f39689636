import type { Fleet } from "../../agents/coordinator/fleet.ts";
import type { RemoteAgent } from "../../agents/coordinator/remote_agent.ts";

/** An event loop of an agent. */
export interface LoopPlace {
  readonly agent: RemoteAgent;
  /** Its number at the agent. */
  readonly loop: number;
}

/** What says how many event loops an agent has. */
export interface LoopNeed {
  /** The most slots that any step has; `null`: no limit. */
  readonly mostSlots: number | null;
  /** Event loops of each agent; 0: as many as pay. */
  readonly shards: number;
  /** Agents that share the load. */
  readonly agents: number;
}

/** One event loop carries some hundred streams without distortion; more than the cores but one do not help. */
const SLOTS_PER_LOOP = 512;

/** First the first loop of each agent, then the second: what is left over of shares falls to different machines. */
export function placeLoops(agents: readonly RemoteAgent[], need: LoopNeed): readonly LoopPlace[] {
  const counts = agents.map((agent) => countLoopsOf(agent, need));
  const rounds = Array.from({ length: Math.max(0, ...counts) }, (_, loop) => loop);
  return rounds.flatMap((loop) =>
    agents.flatMap((agent, place) => loop < (counts[place] ?? 0) ? [{ agent, loop }] : [])
  );
}

/** The loops of a phase that is taken up have their places; `null`: it begins. */
export function placesOf({ takenUp, roster }: Pick<Fleet, "takenUp" | "roster">): readonly LoopPlace[] | null {
  if (takenUp === null) return null;
  const places = takenUp.carriers.flatMap(({ number, loops }) => {
    const agent = roster.find(number);
    return agent === null ? [] : loops.map(({ loop, shard }) => ({ agent, loop, shard }));
  });
  return places.toSorted((a, b) => a.shard - b.shard);
}

function countLoopsOf({ asked: { loops, cores } }: RemoteAgent, { mostSlots, shards, agents }: LoopNeed): number {
  if (loops > 0) return loops;
  if (shards > 0) return shards;
  const most = mostSlots ?? SLOTS_PER_LOOP * agents;
  const paying = Math.max(1, Math.ceil(most / Math.max(1, agents) / SLOTS_PER_LOOP));
  return Math.max(1, Math.min(cores - 1, paying));
}
