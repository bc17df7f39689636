import type { Clock } from "../../core/clock.ts";

/** Sends what waits from time to time. */
export interface FlushLoop {
  /** Flushes in this turn or the next, without waiting for the time. */
  wake(): void;
  /** Ends it. */
  stop(): void;
}

interface FlushLoopOptions {
  readonly clock: Clock;
  readonly flush: () => void;
  /** Whether a flush left something behind. */
  readonly hasMore: () => boolean;
}

/** Records leave at most this long after they ended. */
const FLUSH_EVERY_MS = 100;
/** A wave of records goes out in slices, each in a turn of the event loop of its own. */
const SLICE_EVERY_MS = 2;

/** Starts flushing. What a turn makes it lets go of: nothing is left behind however long it runs. */
export function startFlushLoop({ clock, flush, hasMore }: FlushLoopOptions): FlushLoop {
  let waking = new AbortController();
  let isStopped = false;
  const run = async (): Promise<void> => {
    while (!isStopped) {
      const pauseMs = hasMore() ? SLICE_EVERY_MS : FLUSH_EVERY_MS;
      await clock.sleepUntil(clock.nowMs() + pauseMs, waking.signal);
      if (isStopped) return;
      if (waking.signal.aborted) waking = new AbortController();
      flush();
    }
  };
  void run();
  return {
    wake: () => waking.abort(),
    stop() {
      isStopped = true;
      waking.abort();
    },
  };
}
