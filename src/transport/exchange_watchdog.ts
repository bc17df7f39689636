import type { Clock } from "../core/clock.ts";
import type { Failure } from "../core/failure.ts";
import type { ExchangeTimeouts } from "./transport.ts";

/** What happened so far, as far as timeouts care; written by the exchange, read by its watchdog. */
export interface ExchangeProgress {
  readonly sentAtMs: number;
  /** When the last bytes came; `null` before the first. */
  readonly lastByteAtMs: number | null;
  readonly headersAtMs: number | null;
}

interface WatchdogOptions {
  readonly timeouts: ExchangeTimeouts;
  readonly clock: Clock;
  readonly progress: ExchangeProgress;
  /** Tells whether a connection can be made until then; asked once, at half of `connectMs`. */
  readonly probe: (untilMs: number) => Promise<boolean>;
  readonly onTimeout: (failure: Failure) => void;
}

/** Watches one exchange; `stop()` ends it. */
export interface ExchangeWatchdog {
  stop(): void;
}

/** The longest delay a timer of the platform takes. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/**
 * Starts a watchdog with a single timer. Reads do not touch it: when it goes off it looks how far the exchange is, and
 * sleeps on if there is still time.
 */
export function startExchangeWatchdog(options: WatchdogOptions): ExchangeWatchdog {
  const { timeouts, clock, progress } = options;
  let timer: ReturnType<typeof setTimeout> | null = null;
  let isStopped = false;
  let isConnected = timeouts.connectMs === null;
  let isProbing = false;

  const arm = (): void => {
    const waitsForConnection = !isConnected && !isProbing && progress.headersAtMs === null;
    const atMs = Math.min(
      waitsForConnection ? connectCheckAtMs(timeouts, progress) : Infinity,
      (progress.lastByteAtMs ?? progress.sentAtMs) + (timeouts.readMs ?? Infinity),
      progress.sentAtMs + (timeouts.totalMs ?? Infinity),
    );
    if (atMs === Infinity) return;
    const delayMs = Math.max(0, Math.min(atMs - clock.nowMs(), MAX_TIMER_MS));
    timer = setTimeout(check, delayMs);
  };
  const check = (): void => {
    const nowMs = clock.nowMs();
    const failure = findTimeout(timeouts, progress, nowMs);
    if (failure !== null) return options.onTimeout(failure);
    if (progress.headersAtMs !== null) isConnected = true;
    if (!isConnected && !isProbing && nowMs >= connectCheckAtMs(timeouts, progress)) void startProbe();
    arm();
  };
  const startProbe = async (): Promise<void> => {
    isProbing = true;
    const connectMs = timeouts.connectMs ?? 0;
    const reached = await options.probe(progress.sentAtMs + connectMs);
    if (isStopped || progress.headersAtMs !== null) return;
    if (reached) isConnected = true;
    else options.onTimeout(connectTimeout(connectMs));
  };

  arm();
  return {
    stop() {
      isStopped = true;
      if (timer !== null) clearTimeout(timer);
    },
  };
}

function connectCheckAtMs({ connectMs }: ExchangeTimeouts, { sentAtMs }: ExchangeProgress): number {
  return sentAtMs + (connectMs ?? Infinity) / 2;
}

function findTimeout(timeouts: ExchangeTimeouts, progress: ExchangeProgress, nowMs: number): Failure | null {
  const { sentAtMs, lastByteAtMs } = progress;
  const { readMs, totalMs } = timeouts;
  if (totalMs !== null && nowMs >= sentAtMs + totalMs) {
    return { kind: "timeout_total", message: `The reply was not complete after ${totalMs} ms` };
  }
  if (readMs === null || nowMs < (lastByteAtMs ?? sentAtMs) + readMs) return null;
  return lastByteAtMs === null
    ? { kind: "timeout_first_byte", message: `No byte of a reply came within ${readMs} ms` }
    : { kind: "timeout_idle", message: `No further byte came for ${readMs} ms` };
}

function connectTimeout(connectMs: number): Failure {
  return { kind: "timeout_connect", message: `No connection stood within ${connectMs} ms` };
}
