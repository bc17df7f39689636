import { crashOf, createShard } from "../agent/shard.ts";
import type { AgentHost } from "../agent/agent_host.ts";
import type { FromShard, ShardLink, ToShard } from "../protocol/messages.ts";

/** Starts a shard on this event loop; messages are copied and arrive in a turn of their own, as those of a worker do. */
export function startInlineShard(host: AgentHost): ShardLink {
  let receive: (message: FromShard) => void = () => {};
  let isClosed = false;
  const post = (message: FromShard, transfer: ArrayBuffer[]): void => {
    const sent = structuredClone(message, { transfer });
    queueMicrotask(() => {
      if (!isClosed) receive(sent);
    });
  };
  const shard = createShard(post, host);
  const deliver = (message: ToShard): void => {
    try {
      shard.receive(message);
    } catch (cause) {
      post(crashOf(cause), []);
    }
  };
  return {
    send(message, transfer = []) {
      const sent = structuredClone(message, { transfer });
      queueMicrotask(() => deliver(sent));
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
