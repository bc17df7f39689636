import type { Failure } from "../../core/failure.ts";
import type { ByteStream, StreamHealth, StreamListener } from "../http1/byte_stream.ts";
import type { ArrivalStamp } from "./arrival_stamps.ts";
import { toBreakFailure, toConnectFailure } from "./errno_failure.ts";
import type { ErrorQueue } from "./error_queue.ts";
import * as libcNames from "./libc.ts";
import { ERRNO, isPassing } from "./libc.ts";
import type { KernelLoop } from "./kernel_loop.ts";
import type { SendBuffer } from "./send_buffer.ts";
import type { SocketAddress } from "./socket_address.ts";
import type { SocketOptions } from "./socket_options.ts";
import type { SocketHandler } from "./socket_poller.ts";

const { AF, MSG_NOSIGNAL, SOCKET_TYPE } = libcNames;

/** What the streams of one loop share. */
export interface KernelWorld {
  readonly loop: KernelLoop;
  readonly sending: SendBuffer;
  readonly options: SocketOptions;
  readonly errors: ErrorQueue;
}

/** A stream over a socket of the C library. It owns its descriptor. */
export class KernelStream implements ByteStream, SocketHandler {
  // What each read touches stands together.
  readonly #world: KernelWorld;
  readonly #listener: StreamListener;
  /** What comes later arrived later. */
  #sinceMs = 0;
  /** The system has not said yet when it put the last bytes on the wire. */
  #isSending = false;
  #descriptor = -1;
  #isTcp = false;
  #isPolled = false;
  #state: "waiting" | "opening" | "open" | "closed" = "waiting";
  #refusedStamps = 0;
  #queue: Uint8Array<ArrayBuffer>[] = [];
  #sentOfFirst = 0;
  #isBlocked = false;
  #canWrite = true;

  constructor(world: KernelWorld, listener: StreamListener) {
    this.#world = world;
    this.#listener = listener;
  }

  /** Opens the socket and begins to connect. */
  connect(address: SocketAddress): void {
    if (this.#state !== "waiting") return;
    const { libc, poller } = this.#world.loop;
    this.#isTcp = address.family !== AF.unix;
    this.#descriptor = libc.socket(address.family, SOCKET_TYPE, 0);
    if (this.#descriptor < 0) return this.#failLater(toConnectFailure(libc.readErrno()));
    this.#state = "opening";
    this.#world.loop.count(1);
    if (this.#isTcp) this.#world.options.prepare(this.#descriptor);
    const result = libc.connect(this.#descriptor, address.bytes, address.bytes.length);
    const errno = result === 0 ? 0 : libc.readErrno();
    if (result !== 0 && errno !== ERRNO.EINPROGRESS && errno !== ERRNO.EINTR) {
      return this.#failLater(toConnectFailure(errno));
    }
    this.#sinceMs = this.#world.loop.time.nowMs();
    // A connection that stands at once is ready to be written to, and told of in the next turn.
    poller.addConnecting(this.#descriptor, this);
    this.#isPolled = true;
  }

  /** Ends it before it began: the address could not be found. */
  refuse(failure: Failure): void {
    this.#fail(() => this.#listener.onFault(failure));
  }

  onWritable(): void {
    if (this.#state === "opening") this.#finishConnect();
    else if (this.#state === "open" && this.#isBlocked) this.#flush();
  }

  onBytes(bytes: Uint8Array<ArrayBuffer>, stamp: ArrivalStamp): void {
    if (this.#isSending) {
      this.#isSending = false;
      this.onErrorQueue();
    }
    const { stamps, poller, batchAtMs } = this.#world.loop;
    const atMs = stamps.place(stamp, this.#sinceMs, batchAtMs);
    this.#sinceMs = poller.isReadingAhead ? atMs : batchAtMs;
    if (stamps.isRefused) this.#refusedStamps++;
    this.#listener.onBytes(bytes, atMs);
  }

  onEnd(): void {
    const { batchAtMs } = this.#world.loop;
    this.#fail(() => this.#listener.onEnd(batchAtMs));
  }

  onError(errno: number): void {
    this.#fail(() => this.#listener.onFault(toBreakFailure(errno)));
  }

  onErrorQueue(): void {
    const atMs = this.#world.errors.takeSentAtMs(this.#descriptor);
    if (atMs === null) return;
    this.#isSending = false;
    this.#listener.onSent(atMs);
  }

  write(bytes: Uint8Array<ArrayBuffer>): void {
    if (!this.#canWrite) return;
    this.#world.loop.pace.begin(this.#world.loop.batchAtMs);
    this.#queue.push(bytes);
    if (!this.#isBlocked) this.#flush();
  }

  health(): StreamHealth | null {
    if (this.#state !== "open" || !this.#isTcp) return null;
    return { ...this.#world.options.readHealth(this.#descriptor), refusedStamps: this.#refusedStamps };
  }

  [Symbol.dispose](): void {
    const was = this.#state;
    this.#state = "closed";
    this.#queue = [];
    if (was === "closed" || this.#descriptor < 0) return;
    const { poller, libc } = this.#world.loop;
    if (this.#isPolled) poller.remove(this.#descriptor);
    libc.close(this.#descriptor);
    this.#descriptor = -1;
    this.#world.loop.count(-1);
  }

  #finishConnect(): void {
    const { options, loop } = this.#world;
    const errno = options.readError(this.#descriptor);
    if (errno !== 0) return this.#fail(() => this.#listener.onFault(toConnectFailure(errno)));
    this.#state = "open";
    loop.poller.startReading(this.#descriptor);
    this.#listener.onOpen({ connectedAtMs: loop.batchAtMs, tlsAtMs: null });
  }

  #flush(): void {
    const { loop, sending } = this.#world;
    for (let bytes = this.#queue[0]; bytes !== undefined; bytes = this.#queue[0]) {
      const part = sending.fill(bytes, this.#sentOfFirst);
      const count = loop.libc.send(this.#descriptor, part, part.length, MSG_NOSIGNAL);
      if (count < 0) return this.#stopWriting(loop.libc.readErrno());
      this.#sentOfFirst += count;
      if (this.#sentOfFirst < bytes.length) continue;
      this.#queue.shift();
      this.#sentOfFirst = 0;
    }
    this.#isBlocked = false;
    this.#isSending = this.#isTcp;
    loop.defer(this.#tellWritten);
  }

  readonly #tellWritten = (): void => {
    if (this.#state !== "open") return;
    this.#listener.onWritten(this.#world.loop.time.nowMs());
    // Most often the bytes are on the wire by now: to ask costs less than to be told.
    if (this.#isSending) this.onErrorQueue();
  };

  #stopWriting(errno: number): void {
    if (isPassing(errno)) {
      this.#isBlocked = true;
      return this.#world.loop.poller.awaitWritable(this.#descriptor);
    }
    // A service that takes no more may have answered: reading tells, by what it gives or by its own error.
    this.#canWrite = false;
    this.#isBlocked = false;
    this.#queue = [];
  }

  #failLater(failure: Failure): void {
    this.#world.loop.defer(() => this.#fail(() => this.#listener.onFault(failure)));
  }

  /** Ends the stream and tells why, unless it was closed from this side. */
  #fail(tell: () => void): void {
    if (this.#state === "closed") return;
    this[Symbol.dispose]();
    tell();
  }
}
