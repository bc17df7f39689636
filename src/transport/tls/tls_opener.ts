import type { Clock } from "../../core/clock.ts";
import { reasonOf } from "../../core/errors.ts";
import type { Failure } from "../../core/failure.ts";
import type {
  ByteStream,
  StreamHealth,
  StreamListener,
  StreamOpener,
  StreamOpenTimes,
  StreamTarget,
} from "../http1/byte_stream.ts";
import type { TlsEngine, TlsFault, TlsHandler, TlsSession } from "./tls_engine.ts";
import { toTlsFailure } from "./tls_verdict.ts";

/** Loads what speaks TLS; `null`: nothing here does, but the streams below it do themselves. */
export type LoadEngine = () => Promise<TlsEngine | null>;

/** Puts TLS on the streams of an opener, which it owns. What speaks it is loaded when the first stream wants it. */
export function createTlsOpener(inner: StreamOpener, clock: Clock, load: LoadEngine): StreamOpener {
  let engine: TlsEngine | null = null;
  let loading: Promise<TlsEngine | null> | null = null;
  let isClosed = false;
  const world: TlsWorld = {
    inner,
    clock,
    load: () =>
      loading ??= load().then((loaded) => {
        if (isClosed) loaded?.[Symbol.dispose]();
        return engine = loaded;
      }),
  };
  return {
    open: (target, listener) => target.isTls ? new TlsStream(world, target, listener) : inner.open(target, listener),
    async prepare(target) {
      await inner.prepare?.(target);
      if (target.isTls) await world.load();
    },
    onSettled: (durationMs) => inner.onSettled?.(durationMs),
    [Symbol.dispose]() {
      isClosed = true;
      inner[Symbol.dispose]();
      engine?.[Symbol.dispose]();
    },
  };
}

interface TlsWorld {
  readonly inner: StreamOpener;
  readonly clock: Clock;
  readonly load: LoadEngine;
}

/** A stream of plaintext over a stream of bytes. */
class TlsStream implements ByteStream, StreamListener, TlsHandler {
  readonly #world: TlsWorld;
  readonly #listener: StreamListener;
  #inner: ByteStream | null = null;
  #session: TlsSession | null = null;
  #engine: TlsEngine | null = null;
  #host = "";
  #connectedAtMs = 0;
  #isSecure = false;
  #isClosed = false;
  /** A write of the user whose bytes have not been handed to the stream below. */
  #isSending = false;
  #isWriting = false;
  #isInWrite = false;

  constructor(world: TlsWorld, target: StreamTarget, listener: StreamListener) {
    this.#world = world;
    this.#listener = listener;
    void this.#begin(target);
  }

  write(bytes: Uint8Array<ArrayBuffer>): void {
    this.#isSending = true;
    this.#isWriting = true;
    this.#isInWrite = true;
    if (this.#session === null) this.#inner?.write(bytes);
    else this.#session.write(bytes);
    this.#isInWrite = false;
  }

  health(): StreamHealth | null {
    return this.#inner?.health() ?? null;
  }

  [Symbol.dispose](): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#session?.[Symbol.dispose]();
    this.#inner?.[Symbol.dispose]();
  }

  onOpen(times: StreamOpenTimes): void {
    if (this.#engine === null) return this.#listener.onOpen(times);
    this.#connectedAtMs = times.connectedAtMs;
    this.#session = this.#engine.open(this.#host, this);
    this.#session.start();
  }

  onBytes(bytes: Uint8Array, atMs: number): void {
    if (this.#session === null) this.#listener.onBytes(bytes, atMs);
    else this.#session.feed(bytes, atMs);
  }

  onWritten(atMs: number): void {
    // The bytes of a handshake are nobody's write.
    if (!this.#isWriting || (this.#isSending && this.#session !== null)) return;
    this.#isWriting = false;
    this.#listener.onWritten(atMs);
  }

  onSent(atMs: number): void {
    if (this.#isSecure || this.#session === null) this.#listener.onSent(atMs);
  }

  onEnd(atMs: number): void {
    if (this.#session === null) this.#listener.onEnd(atMs);
    else this.#session.end(atMs);
  }

  onFault(failure: Failure): void {
    const isShaking = this.#session !== null && !this.#isSecure;
    this.#stop(() => this.#listener.onFault(isShaking ? toTlsFailure("closed", failure.message) : failure));
  }

  onCipher(bytes: Uint8Array<ArrayBuffer>): void {
    if (this.#isClosed) return;
    // What was written may be encrypted in a later turn: it is sent now, not then.
    if (this.#isSending && !this.#isInWrite) this.#listener.onSent(this.#world.clock.nowMs());
    this.#isSending = false;
    this.#inner?.write(bytes);
  }

  onSecure(atMs: number): void {
    this.#isSecure = true;
    this.#listener.onOpen({ connectedAtMs: this.#connectedAtMs, tlsAtMs: atMs });
  }

  onPlain(bytes: Uint8Array, atMs: number): void {
    this.#listener.onBytes(bytes, atMs);
  }

  onClose(atMs: number): void {
    this.#stop(() => this.#listener.onEnd(atMs));
  }

  onBroken({ verdict, detail }: TlsFault): void {
    this.#stop(() => this.#listener.onFault(toTlsFailure(verdict, detail)));
  }

  async #begin(target: StreamTarget): Promise<void> {
    try {
      this.#engine = await this.#world.load();
    } catch (error) {
      return this.#stop(() => this.#listener.onFault(toTlsFailure("other", reasonOf(error))));
    }
    if (this.#isClosed) return;
    this.#host = target.host;
    this.#inner = this.#world.inner.open({ ...target, isTls: this.#engine === null }, this);
  }

  #stop(tell: () => void): void {
    if (this.#isClosed) return;
    this[Symbol.dispose]();
    tell();
  }
}
