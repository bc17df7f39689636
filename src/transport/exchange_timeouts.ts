import type { Failure } from "../core/failure.ts";
import type { ExchangeTimeouts } from "./transport.ts";

/** What happened so far, as far as timeouts care. */
export interface ExchangeProgress {
  readonly sentAtMs: number;
  /** When the last bytes came; `null` before the first. */
  readonly lastByteAtMs: number | null;
  /** Since when a stream has brought no output; `null`: it is no stream. */
  readonly quietSinceMs: number | null;
}

/** The limits of an exchange whose connection stands. */
export type ReplyTimeouts = Pick<ExchangeTimeouts, "readMs" | "totalMs" | "idleMs">;

/** A complete reply whose connection does not end within this time has a connection that is not used again. */
export const LINGER_MS = 20;

/** When a limit is reached at the earliest; `Infinity`: never. */
export function nextTimeoutAtMs({ readMs, totalMs, idleMs }: ReplyTimeouts, progress: ExchangeProgress): number {
  return Math.min(
    (progress.lastByteAtMs ?? progress.sentAtMs) + (readMs ?? Infinity),
    progress.sentAtMs + (totalMs ?? Infinity),
    (progress.quietSinceMs ?? progress.sentAtMs) + (idleMs ?? Infinity),
  );
}

/** The limit that has been reached; `null`: none. */
export function findTimeout(
  { totalMs, readMs, idleMs = null }: ReplyTimeouts,
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

/** The failure of a connection that did not stand in time. */
export function connectTimeout(connectMs: number): Failure {
  return { kind: "timeout_connect", message: `No connection stood within ${connectMs} ms` };
}
