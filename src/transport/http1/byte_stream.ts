import type { Failure } from "../../core/failure.ts";

/** Where a stream of bytes leads to. */
export interface StreamTarget {
  /** A name or an address, without brackets. */
  readonly host: string;
  readonly port: number;
  /** The address to connect to instead of looking up `host` (`--resolve`); `null`: look it up. */
  readonly address: string | null;
  /** A socket of the file system (`--unix-socket`); `null`: TCP. */
  readonly unixPath: string | null;
  readonly isTls: boolean;
}

/**
 * Told of a stream as things happen. Called synchronously, never from within `open` or `write`; times are ms of the
 * run's clock. After `onFault` or `onEnd` nothing more comes.
 */
export interface StreamListener {
  /** The connection stands; of TLS too, when it is a part of the stream. Bytes may be written from now on. */
  onOpen(times: StreamOpenTimes): void;
  /** Bytes that came: only valid during the call. `atMs` is when they arrived, as well as the transport can tell. */
  onBytes(bytes: Uint8Array, atMs: number): void;
  /** All that was written has been taken over by the system. */
  onWritten(atMs: number): void;
  /** When the system put the last bytes of a write on the wire, where it tells; before the reply to them. */
  onSent(atMs: number): void;
  /** The peer sends no more. */
  onEnd(atMs: number): void;
  onFault(failure: Failure): void;
}

/** When the stages of opening a stream were reached. */
export interface StreamOpenTimes {
  readonly connectedAtMs: number;
  /** `null` without TLS. */
  readonly tlsAtMs: number | null;
}

/** What the network did to a stream so far, where the system tells. */
export interface StreamHealth {
  /** The smoothed round trip of the connection. */
  readonly rttMs: number | null;
  /** Segments sent again by this side, and segments that arrived out of order, which the other side's resending makes. */
  readonly retransmits: number;
  readonly reordered: number;
  /** Arrival stamps of the system that could not be. */
  readonly refusedStamps: number;
}

/**
 * A stream of bytes to a service: what HTTP stands on. A TLS layer is a stream over a stream. Closing it ends it at
 * once, without a word to the listener.
 */
export interface ByteStream extends Disposable {
  /** Sends bytes in order; what does not go at once follows by itself. They must not be changed before `onWritten`. */
  write(bytes: Uint8Array<ArrayBuffer>): void;
  /** `null` where the system does not tell. */
  health(): StreamHealth | null;
}

/** Opens streams of one kind. */
export interface StreamOpener extends Disposable {
  open(target: StreamTarget, listener: StreamListener): ByteStream;
  /** Gets ready to open streams to a target: looks its name up. */
  prepare?(target: StreamTarget): Promise<void>;
  /** An exchange has ended, after so long where it ended well: who waits for it must get to run. */
  onSettled?(durationMs: number | null): void;
}
