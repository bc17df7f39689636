import type { CounterSource, CountJob, OpenTokenCounter, TokenCounter, TokenCounts } from "../../run/token_counter.ts";
import type { FromCountingWorker, ToCountingWorker } from "./counting_worker.ts";
import { openInlineCounter } from "./inline_counter.ts";

/** Counts in a worker; where that ends, on this thread. */
export async function openWorkerCounter(source: CounterSource): Promise<OpenTokenCounter> {
  const link = startWorker();
  try {
    const { location, hub } = source;
    const { name, origin } = await link.open({ location, hub });
    let inline: Promise<TokenCounter> | null = null;
    const count = async (job: CountJob): Promise<TokenCounts> => {
      const counts = await link.count(job);
      return counts ?? await (await (inline ??= openInlineCounter(source))).count(job);
    };
    return { name, origin, count, [Symbol.dispose]: link.close };
  } catch {
    link.close(); // The tokenizer of this thread counts as well: only the thread is then busy with it.
    return await openInlineCounter(source);
  }
}

interface WorkerLink {
  /** Rejects where the worker cannot load it. */
  open(source: Pick<CounterSource, "location" | "hub">): Promise<Pick<TokenCounter, "name" | "origin">>;
  /** `null`: the worker has ended. */
  count(job: CountJob): Promise<TokenCounts | null>;
  close(): void;
}

function startWorker(): WorkerLink {
  const worker = new Worker(new URL("./counting_worker.ts", import.meta.url), {
    type: "module",
    name: "token counting",
  });
  const send = (message: ToCountingWorker) => worker.postMessage(message);
  const ready = Promise.withResolvers<Pick<TokenCounter, "name" | "origin">>();
  const waiting: ((counts: TokenCounts | null) => void)[] = [];
  let hasEnded = false;
  worker.onmessage = ({ data }: MessageEvent<FromCountingWorker>) => {
    if (data.kind === "ready") ready.resolve(data.counter);
    else waiting.shift()?.(data.counts);
  };
  worker.onerror = (event) => {
    event.preventDefault();
    hasEnded = true;
    ready.reject(new Error(event.message));
    for (const answer of waiting.splice(0)) answer(null);
  };
  return {
    open(source) {
      send({ kind: "open", source });
      return ready.promise;
    },
    count(job) {
      if (hasEnded) return Promise.resolve(null);
      send({ kind: "count", job });
      return new Promise((resolve) => waiting.push(resolve));
    },
    close: () => worker.terminate(),
  };
}
