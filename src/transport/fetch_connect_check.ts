import type { Clock } from "../core/clock.ts";
import type { Failure } from "../core/failure.ts";
import type { ConnectProbe } from "./connect_probe.ts";
import { connectTimeout } from "./exchange_timeouts.ts";

interface ConnectCheckOptions {
  /** Longest time to get a connection; `null`: nothing is checked. */
  readonly connectMs: number | null;
  readonly url: string;
  readonly clock: Clock;
  readonly probe: ConnectProbe;
  readonly progress: { readonly sentAtMs: number; readonly headersAtMs: number | null };
  readonly onTimeout: (failure: Failure) => void;
}

/** Checks the connection of one exchange; `stop()` ends it. */
export interface ConnectCheck {
  stop(): void;
}

const NO_CHECK: ConnectCheck = { stop: () => {} };

/**
 * Starts the connect timeout of an exchange over `fetch`, which does not tell of its connections: when there are no
 * headers at half of `connectMs`, a probe connects to the same address until `connectMs`.
 */
export function startConnectCheck(options: ConnectCheckOptions): ConnectCheck {
  const { connectMs, clock, progress } = options;
  if (connectMs === null) return NO_CHECK;
  let isStopped = false;
  const check = async (): Promise<void> => {
    if (progress.headersAtMs !== null) return;
    const isReached = await options.probe.reach(options.url, progress.sentAtMs + connectMs);
    if (isStopped || isReached || progress.headersAtMs !== null) return;
    options.onTimeout(connectTimeout(connectMs));
  };
  const delayMs = Math.max(0, progress.sentAtMs + connectMs / 2 - clock.nowMs());
  const timer = setTimeout(() => void check(), delayMs);
  return {
    stop() {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}
