import { ringDoorbell } from "../../transport/kernel/doorbell.ts";
import type { ExamineTransport } from "../../transport/registry.ts";
import type { Examined } from "../../transport/objections.ts";
import type { FromShard, ShardLink } from "../protocol/messages.ts";
import { unpackBatch } from "../protocol/packed_records.ts";
import type { FromWorker, ToWorker } from "./worker_messages.ts";

/** A shard that has its machine's sockets: it can be asked what they are good for before it has anything to do. */
export interface WorkerShard extends ShardLink {
  readonly examine: ExamineTransport;
}

/** Starts a shard in a Web Worker of its own. */
export function startWorkerShard(name: string): WorkerShard {
  const worker = new Worker(new URL("./worker_main.ts", import.meta.url), { type: "module", name });
  let doorbell: number | null = null;
  let unannounced = 0;
  // What it says before somebody listens waits for that.
  const early: FromShard[] = [];
  let deliver = (message: FromShard): void => void early.push(message);
  const asked: PromiseWithResolvers<Examined>[] = [];
  worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
    if (data.kind === "doorbell") {
      doorbell = data.descriptor;
      // Both ends count the messages: those before the bell was known are told of by it, too.
      if (unannounced > 0) ringDoorbell(doorbell, unannounced);
    } else if (data.kind === "examined") asked.shift()?.resolve(data.examined);
    else hear(data.kind === "records" ? unpackBatch(data) : data);
  };
  worker.onerror = (event) => {
    event.preventDefault();
    hear({ kind: "crash", message: event.message, stack: `${event.filename}:${event.lineno}` });
  };
  const hear = (message: FromShard): void => {
    if (message.kind === "crash") {
      for (const { reject } of asked.splice(0)) reject(new Error(`The event loop ended: ${message.message}`));
    }
    deliver(message);
  };
  const send = (message: ToWorker, transfer: ArrayBuffer[] = []): void => {
    worker.postMessage(message, transfer);
    if (doorbell === null) unannounced++;
    else ringDoorbell(doorbell);
  };
  return {
    send,
    examine(transport, wish) {
      const answer = Promise.withResolvers<Examined>();
      asked.push(answer);
      send({ kind: "examine", name: transport, wish });
      return answer.promise;
    },
    onMessage(receive) {
      deliver = receive;
      early.splice(0).forEach(receive);
    },
    close: () => worker.terminate(),
  };
}
