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
  /** How long the next flush may wait. */
  readonly pauseMs: () => number;
}

/** Starts flushing. What a turn makes it lets go of: nothing is left behind however long it runs. */
export function startFlushLoop({ clock, flush, pauseMs }: FlushLoopOptions): FlushLoop {
  let waking = new AbortController();
  let isStopped = false;
  const run = async (): Promise<void> => {
    while (!isStopped) {
      await clock.sleepUntil(clock.nowMs() + pauseMs(), waking.signal);
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
