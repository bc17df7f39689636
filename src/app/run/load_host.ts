import type { Clock } from "../../core/clock.ts";
import type { ShardLink } from "../../shards/protocol/messages.ts";
import type { CounterSource, OpenTokenCounter } from "./token_counter.ts";
import type { Transport, TransportSettings } from "../../transport/transport.ts";

/** What a run stands on: the command line gives workers, sockets and the real clock, a test none of them. */
export interface LoadHost {
  readonly clock: Clock;
  /** Wall-clock ms since the epoch at which the clock stood at 0. */
  readonly originEpochMs: number;
  startShard(index: number): ShardLink;
  /** Opens what counts tokens that a service did not state. */
  openTokenCounter(source: CounterSource): Promise<OpenTokenCounter>;
  /** For what the main thread itself sends, such as the connection test. */
  createTransport(settings: TransportSettings): Promise<Transport>;
}
