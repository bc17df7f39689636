import { createShard } from "./shard.ts";
import type { FromShard, ShardLink } from "./protocol.ts";

/** Starts a shard on this event loop: for tests, and where no worker can be had. */
export function startInlineShard(): ShardLink {
  let receive: (message: FromShard) => void = () => {};
  const shard = createShard((message) => queueMicrotask(() => receive(message)));
  return {
    send: (message) => shard.receive(message),
    onMessage: (receiver) => receive = receiver,
    close: () => {},
  };
}
