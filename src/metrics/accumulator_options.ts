import type { ArrivalClock } from "../core/transports.ts";
import type { GoodputObjective } from "./judging/goodput.ts";
import type { PeerName } from "./peers/peer_rules.ts";
import type { AgentOfLoop } from "./tallies/group_tally.ts";
import type { StageBounds } from "./tallies/stage_tally.ts";

/** What a step measures besides. */
export interface AccumulatorOptions {
  /** What each request is to keep; none: goodput is undefined. */
  readonly goodput?: readonly GoodputObjective[];
  /** Every session is a conversation, one of a single turn too; else only those of more turns. */
  readonly isMultiTurn?: boolean;
  /** Keeps the speed by length of the prompt. */
  readonly measuresSpeed?: boolean;
  /** So many samples of a metric are kept exactly; none: as many as `EXACT_SAMPLE_LIMIT`. */
  readonly exactSampleLimit?: number;
  /** Whether the hand-over from prefill to decode is measured. */
  readonly measuresHandoff?: boolean;
  /** Tools by whose rules the requests are read too. */
  readonly peers?: readonly PeerName[];
  /** Stages of the load; none: it does not change. */
  readonly stages?: readonly StageBounds[];
  /** Whose clock stamps arrivals; none: the client's. */
  readonly arrivals?: ArrivalClock;
  /** Which machine an event loop is of; none: all are of this one. */
  readonly agentOf?: AgentOfLoop;
}
