import type { ArrivalStamp } from "./arrival_stamps.ts";

/** Takes what happened to its socket. */
export interface SocketHandler {
  /** Connecting has ended, well or not; or a socket that was full takes bytes again. */
  onWritable(): void;
  /** Bytes came: they and their stamp are only valid during the call. */
  onBytes(bytes: Uint8Array<ArrayBuffer>, stamp: ArrivalStamp): void;
  /** The peer sends no more. */
  onEnd(): void;
  /** Reading failed. */
  onError(errno: number): void;
  /** The error queue holds something. */
  onErrorQueue(): void;
}

/**
 * Waits for many sockets at once and reads them. A descriptor is given with `addConnecting`, then read from
 * `startReading` on; it is closed right after `remove` and never before.
 */
export interface SocketPoller extends Disposable {
  /** Reads happen in the wait, so that bytes handed out may have arrived before an earlier batch ended. */
  readonly isReadingAhead: boolean;
  /** Waits for the end of connecting. */
  addConnecting(descriptor: number, handler: SocketHandler): void;
  startReading(descriptor: number): void;
  /** Tells once when the socket takes bytes again. */
  awaitWritable(descriptor: number): void;
  remove(descriptor: number): void;
  /** Tells each time that the descriptor can be read; reading it is the caller's. */
  addBell(descriptor: number, onRing: () => void): void;
  /**
   * Waits at most so long, hands out what happened and returns how much that was. `before` runs after the wait. Waking is
   * put off by `napMs`, so that more happens together.
   */
  wait({ timeoutMs, napMs }: WaitLimits, before: () => void): number;
}

/** How long to wait. */
export interface WaitLimits {
  readonly timeoutMs: number;
  /** At most the timeout. */
  readonly napMs: number;
}
