import { createClock, takeOriginEpochMs } from "../../core/clock.ts";
import { startWorkerShard, type WorkerShard } from "../../shards/links/worker_shard.ts";
import { createLoadSharing } from "../../shards/links/shared_loads.ts";
import { createTransport, examineTransport } from "../../transport/registry.ts";
import { readMachineLimits } from "../run/machine_limits.ts";
import { requireSpareFiles } from "../run/spare_files.ts";
import type { LoadHost } from "../run/load_host.ts";
import { openWorkerCounter } from "../step/counting/worker_counter.ts";

/** Creates the host of a run in this process: its clock starts now, each event loop is a worker. */
export function createProcessHost(): LoadHost {
  const originEpochMs = takeOriginEpochMs();
  const clock = createClock(originEpochMs);
  const shareLoads = createLoadSharing();
  let first: WorkerShard | null = null;
  const start = (index: number): WorkerShard => {
    requireSpareFiles();
    const loop = startWorkerShard(`shard ${index}`);
    first ??= loop;
    return loop;
  };
  return {
    clock,
    originEpochMs,
    readLimits: readMachineLimits,
    startShard: (index) => shareLoads(start(index)),
    examineTransport: (name, wish) => (first?.examine ?? examineTransport)(name, wish),
    openTokenCounter: openWorkerCounter,
    createTransport: (settings) => createTransport(settings, clock),
  };
}
