/** The entry of a shard that runs as a Web Worker. */
import { createClock } from "../../core/clock.ts";
import { createTransport } from "../../transport/create_transport.ts";
import { createShard } from "../agent/shard.ts";
import type { PostToMain, ToShard } from "../protocol/messages.ts";
import { readLoopUsage } from "./loop_usage.ts";

const scope = self as unknown as {
  postMessage(message: unknown, transfer: Transferable[]): void;
  onmessage: ((event: MessageEvent<ToShard>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
  onunhandledrejection: ((event: PromiseRejectionEvent) => void) | null;
};

const post: PostToMain = (message, transfer) => scope.postMessage(message, transfer);
const shard = createShard(post, { clock: createClock(), createTransport, readUsage: readLoopUsage });

scope.onmessage = (event) => {
  try {
    shard.receive(event.data);
  } catch (cause) {
    shard.crash(cause);
  }
};
// What nobody catches ends this event loop, not the run: it still says which requests ran.
scope.onerror = (event) => {
  event.preventDefault();
  shard.crash(event.error);
};
scope.onunhandledrejection = (event) => {
  event.preventDefault();
  shard.crash(event.reason);
};
