import type { RemoteAgent } from "../../agents/coordinator/remote_agent.ts";

/** Who hears of agents that come and go while a run goes on; nobody before its event loops are there. */
export interface FleetEvents {
  onJoining: (agent: RemoteAgent) => void;
  onLeaving: (agent: RemoteAgent) => void;
}

/** Events that nobody hears yet. */
export function createFleetEvents(): FleetEvents {
  return { onJoining: () => {}, onLeaving: () => {} };
}
