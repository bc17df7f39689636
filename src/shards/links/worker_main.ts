/** The entry of a shard that runs as a Web Worker. */
import { createShard } from "../agent/shard.ts";
import type { PostToMain } from "../protocol/messages.ts";
import { packBatch } from "../protocol/packed_records.ts";
import { examineTransport } from "../../transport/registry.ts";
import { createLoopDriver } from "./loop_driver.ts";
import type { FromWorker, ToWorker } from "./worker_messages.ts";

const scope = self as unknown as {
  postMessage(message: FromWorker, transfer: Transferable[]): void;
  onmessage: ((event: MessageEvent<ToWorker>) => void) | null;
  // `onerror` of a worker is not given the event, but its parts.
  addEventListener(type: "error", listener: (event: ErrorEvent) => void): void;
  onunhandledrejection: ((event: PromiseRejectionEvent) => void) | null;
};

const post: PostToMain = (message, transfer) => {
  // From now on the loop runs: it hears of messages by its bell.
  if (message.kind === "ready") startLoop();
  if (message.kind !== "records") return scope.postMessage(message, transfer);
  const batch = packBatch(message);
  const { numbers, atMs, kinds } = batch.records;
  scope.postMessage(batch, [...transfer, numbers.buffer, atMs.buffer, kinds.buffer]);
};

// What the loop will most often need is there when it is asked for.
if (Deno.build.os === "linux") void import("./driven_loop.ts").then(({ keepLibc }) => keepLibc());

const driver = createLoopDriver((cause) => shard.crash(cause));

function startLoop(): void {
  const descriptor = driver.announce();
  if (descriptor !== null) scope.postMessage({ kind: "doorbell", descriptor }, []);
}

const shard = createShard(post, driver.host);

scope.onmessage = ({ data }) => {
  driver.noteMessage();
  if (data.kind === "examine") return void examine(data);
  try {
    shard.receive(data);
  } catch (cause) {
    shard.crash(cause);
  }
  if (data.kind === "close") driver.close();
};
async function examine({ name, wish }: Extract<ToWorker, { readonly kind: "examine" }>): Promise<void> {
  scope.postMessage({ kind: "examined", examined: await examineTransport(name, wish) }, []);
}

// What nobody catches ends this event loop, not the run: it still says which requests ran.
scope.addEventListener("error", (event) => {
  event.preventDefault();
  shard.crash(event.error);
});
scope.onunhandledrejection = (event) => {
  event.preventDefault();
  shard.crash(event.reason);
};
