import { ringDoorbell } from "../../transport/kernel/doorbell.ts";
import type { FromShard, ShardLink } from "../protocol/messages.ts";

/** A worker whose loop waits in the system says by which descriptor it is woken for a message. */
interface DoorbellMessage {
  readonly kind: "doorbell";
  readonly descriptor: number;
}

/** Starts a shard in a Web Worker of its own. */
export function startWorkerShard(name: string): ShardLink {
  const worker = new Worker(new URL("./worker_main.ts", import.meta.url), { type: "module", name });
  let doorbell: number | null = null;
  let unannounced = 0;
  // What it says before somebody listens waits for that.
  const early: FromShard[] = [];
  let deliver = (message: FromShard): void => void early.push(message);
  worker.onmessage = ({ data }: MessageEvent<FromShard | DoorbellMessage>) => {
    if (data.kind === "doorbell") {
      doorbell = data.descriptor;
      // Both ends count the messages: those before the bell was known are told of by it, too.
      if (unannounced > 0) ringDoorbell(doorbell, unannounced);
    } else deliver(data);
  };
  worker.onerror = (event) => {
    event.preventDefault();
    deliver({ kind: "crash", message: event.message, stack: `${event.filename}:${event.lineno}` });
  };
  return {
    send(message, transfer = []) {
      worker.postMessage(message, transfer);
      if (doorbell === null) unannounced++;
      else ringDoorbell(doorbell);
    },
    onMessage(receive) {
      deliver = receive;
      early.splice(0).forEach(receive);
    },
    close: () => worker.terminate(),
  };
}
