import { type Clock, MAX_TIMER_MS } from "../core/clock.ts";
import type { Failure } from "../core/failure.ts";
import type { ExchangeTimeouts } from "./transport.ts";

/** What happened so far, as far as timeouts care; written by the exchange, read by its watchdog. */
export interface ExchangeProgress {
  readonly sentAtMs: number;
  /** When the last bytes came; `null` before the first. */
  readonly lastByteAtMs: number | null;
  /** Since when a stream has brought no output; `null`: it is no stream. */
  readonly quietSinceMs: number | null;
}

interface WatchdogOptions {
  /** When a connection must stand is for the transport to watch, which alone knows its connections. */
  readonly timeouts: Pick<ExchangeTimeouts, "readMs" | "totalMs" | "idleMs">;
  readonly clock: Clock;
  readonly progress: ExchangeProgress;
  readonly onTimeout: (failure: Failure) => void;
}

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

  const arm = (): void => {
    const atMs = Math.min(
      (progress.lastByteAtMs ?? progress.sentAtMs) + (timeouts.readMs ?? Infinity),
      progress.sentAtMs + (timeouts.totalMs ?? Infinity),
      (progress.quietSinceMs ?? progress.sentAtMs) + (timeouts.idleMs ?? Infinity),
    );
    if (atMs === Infinity) return;
    const delayMs = Math.max(0, Math.min(atMs - clock.nowMs(), MAX_TIMER_MS));
    timer = setTimeout(check, delayMs);
  };
  const check = (): void => {
    const failure = findTimeout(timeouts, progress, clock.nowMs());
    if (failure !== null) onTimeout(failure);
    else arm();
  };

  arm();
  return {
    stop() {
      if (timer !== null) clearTimeout(timer);
    },
  };
}

function findTimeout(
  { totalMs, readMs, idleMs = null }: WatchdogOptions["timeouts"],
  { sentAtMs, lastByteAtMs, quietSinceMs }: ExchangeProgress,
  nowMs: number,
): Failure | null {
  if (totalMs !== null && nowMs >= sentAtMs + totalMs) {
    return { kind: "timeout_total", message: `The reply was not complete after ${totalMs} ms` };
  }
  if (idleMs !== null && quietSinceMs !== null && nowMs >= quietSinceMs + idleMs) {
    return { kind: "timeout_idle", message: `No output came for ${idleMs} ms, though the stream goes on` };
  }
  if (readMs === null || nowMs < (lastByteAtMs ?? sentAtMs) + readMs) return null;
  return lastByteAtMs === null
    ? { kind: "timeout_first_byte", message: `No byte of a reply came within ${readMs} ms` }
    : { kind: "timeout_idle", message: `No further byte came for ${readMs} ms` };
}
