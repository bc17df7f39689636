import type { RecordBatch } from "../../src/shards/protocol/messages.ts";

/** What an event loop says of itself that has done nothing. */
export const IDLE_STATUS: RecordBatch["status"] = {
  shard: 0,
  running: 0,
  free: 0,
  queued: 0,
  starvedMs: 0,
  busyMs: 0,
  loopLagMs: new Float64Array(),
  arrivalDelays: null,
  reads: 0,
  coalescedReads: 0,
  unacknowledged: 0,
  cpuSeconds: null,
  heapBytes: null,
};
