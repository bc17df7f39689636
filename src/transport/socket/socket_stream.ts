import type { Clock } from "../../core/clock.ts";
import { reasonOf } from "../../core/errors.ts";
import type { BufferPool } from "../buffer_pool.ts";
import type { ByteStream, StreamHealth, StreamListener, StreamTarget } from "../http1/byte_stream.ts";
import { toPlatformTlsFailure } from "../tls/tls_verdict.ts";
import { toBreakFailure, toConnectFailure } from "./socket_failure.ts";

/** What the streams of one transport share. */
export interface SocketWorld {
  readonly clock: Clock;
  readonly buffers: BufferPool;
  readonly caCerts: readonly string[];
}

/** A stream over a socket of the platform. */
export class SocketStream implements ByteStream {
  readonly #world: SocketWorld;
  readonly #listener: StreamListener;
  readonly #opening = new AbortController();
  #connection: Deno.Conn | null = null;
  #isClosed = false;
  #queue: Uint8Array<ArrayBuffer>[] = [];
  #isWriting = false;

  constructor(world: SocketWorld, target: StreamTarget, listener: StreamListener) {
    this.#world = world;
    this.#listener = listener;
    void this.#run(target);
  }

  write(bytes: Uint8Array<ArrayBuffer>): void {
    this.#queue.push(bytes);
    if (!this.#isWriting) void this.#writeAll();
  }

  health(): StreamHealth | null {
    return null;
  }

  [Symbol.dispose](): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#queue = [];
    this.#opening.abort();
    this.#connection?.close();
  }

  async #run(target: StreamTarget): Promise<void> {
    const connection = await this.#open(target);
    if (connection !== null) await this.#readAll(connection);
  }

  async #open(target: StreamTarget): Promise<Deno.Conn | null> {
    const plain = await this.#connect(target);
    if (plain === null) return null;
    const connectedAtMs = this.#world.clock.nowMs();
    const connection = target.isTls ? await this.#secure(plain, target.host) : plain;
    if (connection === null) return null;
    this.#listener.onOpen({ connectedAtMs, tlsAtMs: target.isTls ? this.#world.clock.nowMs() : null });
    return this.#isClosed ? null : connection;
  }

  async #connect({ unixPath, address, host, port }: StreamTarget): Promise<Deno.Conn | null> {
    const { signal } = this.#opening;
    try {
      const connection = unixPath === null
        ? await Deno.connect({ hostname: address ?? host, port, signal })
        : await Deno.connect({ transport: "unix", path: unixPath });
      if (this.#isClosed) connection.close();
      else this.#connection = connection;
      if ("setNoDelay" in connection && !this.#isClosed) (connection as Deno.TcpConn).setNoDelay();
      return this.#isClosed ? null : connection;
    } catch (error) {
      this.#fail(() => this.#listener.onFault(toConnectFailure(error)));
      return null;
    }
  }

  async #secure(plain: Deno.Conn, hostname: string): Promise<Deno.Conn | null> {
    // The plain connection is used up by the call, whatever comes of it.
    this.#connection = null;
    try {
      const secure = await Deno.startTls(plain as Deno.TcpConn, { hostname, caCerts: [...this.#world.caCerts] });
      if (this.#isClosed) {
        secure.close();
        return null;
      }
      this.#connection = secure;
      await secure.handshake();
      return this.#isClosed ? null : secure;
    } catch (error) {
      this.#fail(() => this.#listener.onFault(toPlatformTlsFailure(reasonOf(error))));
      return null;
    }
  }

  async #readAll(connection: Deno.Conn): Promise<void> {
    const { buffers, clock } = this.#world;
    const buffer = new Uint8Array(buffers.take());
    try {
      for (;;) {
        const count = await connection.read(buffer);
        const atMs = clock.nowMs();
        if (this.#isClosed) return;
        if (count === null) return this.#fail(() => this.#listener.onEnd(atMs));
        this.#listener.onBytes(buffer.subarray(0, count), atMs);
        if (this.#isClosed) return;
      }
    } catch (error) {
      this.#fail(() => this.#listener.onFault(toBreakFailure(error)));
    } finally {
      buffers.give(buffer.buffer);
    }
  }

  async #writeAll(): Promise<void> {
    this.#isWriting = true;
    try {
      for (let bytes = this.#queue.shift(); bytes !== undefined; bytes = this.#queue.shift()) {
        for (let at = 0; at < bytes.length && !this.#isClosed;) {
          at += await this.#connection?.write(bytes.subarray(at)) ?? 0;
        }
      }
      if (!this.#isClosed) this.#listener.onWritten(this.#world.clock.nowMs());
    } catch {
      // A service that takes no more may have answered: reading tells, by what it gives or by its own error.
      this.#queue = [];
    } finally {
      this.#isWriting = false;
    }
  }

  /** Ends the stream and tells why, unless it was closed from this side. */
  #fail(tell: () => void): void {
    if (this.#isClosed) return;
    this[Symbol.dispose]();
    tell();
  }
}
