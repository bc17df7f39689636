import { createShard } from "../agent/shard.ts";
import type { AgentHost } from "../agent/agent_host.ts";
import { decodeMessage, encodeMessage } from "../protocol/codec.ts";
import type { FromShard, ShardLink, ToShard } from "../protocol/messages.ts";

/**
 * Starts a shard on this event loop. Messages go as bytes and arrive in a turn of their own, so that nothing passes here
 * that would not pass between machines.
 */
export function startInlineShard(host: AgentHost): ShardLink {
  let receive: (message: FromShard) => void = () => {};
  let isClosed = false;
  const post = (message: FromShard): void => {
    const bytes = encodeMessage(message);
    queueMicrotask(() => {
      if (!isClosed) receive(decodeMessage(bytes) as FromShard);
    });
  };
  const shard = createShard(post, host);
  const deliver = (message: ToShard): void => {
    try {
      shard.receive(message);
    } catch (cause) {
      shard.crash(cause);
    }
  };
  return {
    send(message) {
      const bytes = encodeMessage(message);
      queueMicrotask(() => deliver(decodeMessage(bytes) as ToShard));
    },
    onMessage(receiver) {
      receive = receiver;
    },
    close() {
      isClosed = true;
      deliver({ kind: "close" });
    },
  };
}
