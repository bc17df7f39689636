import type { Clock } from "../../core/clock.ts";
import type { ShardPool } from "../../shards/coordinator/shard_pool.ts";
import type { SlotChange } from "./schedule.ts";

/** What changes the slots of a phase. */
export interface Resizing {
  readonly clock: Clock;
  readonly pool: Pick<ShardPool, "resizeSlots">;
  /** When the phase began. */
  readonly startAtMs: number;
  /** Aborted at its end. */
  readonly signal: AbortSignal;
}

/** Changes the slots of a phase when it is time to. Of changes that lie behind, where it is taken up, the last one holds. */
export async function changeSlots(
  changes: readonly SlotChange[],
  { clock, pool, startAtMs, signal }: Resizing,
): Promise<void> {
  const first = Math.max(0, changes.findLastIndex(({ atMs }) => startAtMs + atMs <= clock.nowMs()));
  for (const { atMs, count } of changes.slice(first)) {
    await clock.sleepUntil(startAtMs + atMs, signal);
    if (signal.aborted) return;
    pool.resizeSlots(count, startAtMs + atMs);
  }
}
