import type { FromShard, ShardLink } from "../protocol/messages.ts";

/** Starts a shard in a Web Worker of its own. */
export function startWorkerShard(name: string): ShardLink {
  const worker = new Worker(new URL("./worker_main.ts", import.meta.url), { type: "module", name });
  return {
    send: (message, transfer = []) => worker.postMessage(message, transfer),
    onMessage(receive) {
      worker.onmessage = (event: MessageEvent<FromShard>) => receive(event.data);
      worker.onerror = (event) => {
        event.preventDefault();
        receive({ kind: "crash", message: event.message, stack: `${event.filename}:${event.lineno}` });
      };
    },
    close: () => worker.terminate(),
  };
}
