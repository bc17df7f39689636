import { createClock, takeOriginEpochMs } from "../../core/clock.ts";
import { startWorkerShard, type WorkerShard } from "../../shards/links/worker_shard.ts";
import { createLoadSharing } from "../../shards/links/shared_loads.ts";
import { createTransport, examineTransport } from "../../transport/registry.ts";
import { readMachineLimits } from "../run/machine_limits.ts";
import type { LoadHost } from "../run/load_host.ts";
import { openWorkerCounter } from "../step/counting/worker_counter.ts";

/** An event loop that was started before somebody knew for whom; the first that starts one takes it. */
export interface WaitingLoop {
  loop: WorkerShard | null;
}

/** Starts the first event loop of this process ahead: it loads its code while the command line is read. */
export function startLoopAhead(): WaitingLoop {
  return { loop: startWorkerShard(nameLoop(0)) };
}

/** Creates the host of a run in this process: its clock starts now, each event loop is a worker. */
export function createProcessHost(waiting: WaitingLoop = { loop: null }): LoadHost {
  const originEpochMs = takeOriginEpochMs();
  const clock = createClock(originEpochMs);
  const shareLoads = createLoadSharing();
  let first: WorkerShard | null = null;
  const start = (index: number): WorkerShard => {
    if (index !== 0) return startWorkerShard(nameLoop(index));
    first = waiting.loop ?? startWorkerShard(nameLoop(index));
    waiting.loop = null;
    return first;
  };
  return {
    clock,
    originEpochMs,
    readLimits: readMachineLimits,
    startShard: (index) => shareLoads(start(index)),
    examineTransport: (name, wish) => ((first ?? waiting.loop)?.examine ?? examineTransport)(name, wish),
    openTokenCounter: openWorkerCounter,
    createTransport: (settings) => createTransport(settings, clock),
  };
}

function nameLoop(index: number): string {
  return `shard ${index}`;
}
