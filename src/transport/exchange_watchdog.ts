import { type Clock, MAX_TIMER_MS } from "../core/clock.ts";
import type { Failure } from "../core/failure.ts";
import { findTimeout, nextTimeoutAtMs } from "./exchange_timeouts.ts";
import type { ExchangeProgress, ReplyTimeouts } from "./exchange_timeouts.ts";
import { letReadsCome } from "./late_reads.ts";

interface WatchdogOptions {
  /** When a connection must stand is for the transport to watch, which alone knows its connections. */
  readonly timeouts: ReplyTimeouts;
  readonly clock: Clock;
  readonly progress: ExchangeProgress;
  readonly onTimeout: (failure: Failure) => void;
}

/** How soon an exchange is looked at again that was due and goes on. */
const RECHECK_MS = 10;

/** Watches one exchange; `stop()` ends it. */
export interface ExchangeWatchdog {
  stop(): void;
}

/**
 * Starts a watchdog with a single timer. Reads do not touch it: when it goes off it looks how far the exchange is, and
 * sleeps on if there is still time.
 */
export function startExchangeWatchdog({ timeouts, clock, progress, onTimeout }: WatchdogOptions): ExchangeWatchdog {
  let timer: ReturnType<typeof setTimeout> | null = null;
  const over = new AbortController();

  const arm = (leastMs: number): void => {
    const atMs = nextTimeoutAtMs(timeouts, progress);
    if (atMs === Infinity) return;
    const delayMs = Math.max(leastMs, Math.min(atMs - clock.nowMs(), MAX_TIMER_MS));
    timer = setTimeout(() => void check(), delayMs);
  };
  const check = async (): Promise<void> => {
    await letReadsCome(nextTimeoutAtMs(timeouts, progress), clock, over.signal);
    if (over.signal.aborted) return;
    const failure = findTimeout(timeouts, progress, clock.nowMs());
    if (failure !== null) onTimeout(failure);
    else arm(RECHECK_MS);
  };

  arm(0);
  return {
    stop() {
      over.abort();
      if (timer !== null) clearTimeout(timer);
    },
  };
}
