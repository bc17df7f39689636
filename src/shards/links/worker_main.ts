/** The entry of a shard that runs as a Web Worker. */
import { createClock } from "../../core/clock.ts";
import { createTransport } from "../../transport/create_transport.ts";
import { crashOf, createShard } from "../agent/shard.ts";
import type { PostToMain } from "../protocol/messages.ts";
import type { ToShard } from "../protocol/messages.ts";
import { readLoopUsage } from "./loop_usage.ts";

const scope = self as unknown as {
  postMessage(message: unknown, transfer: Transferable[]): void;
  onmessage: ((event: MessageEvent<ToShard>) => void) | null;
};

const post: PostToMain = (message, transfer) => scope.postMessage(message, transfer);
const shard = createShard(post, { clock: createClock(), createTransport, readUsage: readLoopUsage });

scope.onmessage = (event) => {
  try {
    shard.receive(event.data);
  } catch (cause) {
    post(crashOf(cause), []);
  }
};
