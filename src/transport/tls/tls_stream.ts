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

/** What a stream of plaintext stands on. */
export interface TlsGround {
  readonly inner: StreamOpener;
  readonly clock: Clock;
  /** `null`: the streams below speak TLS themselves. */
  readonly engine: Promise<TlsEngine | null>;
  /** Told of a fault of TLS first; `true`: it is dealt with, and the listener is not told. */
  readonly takesFault: (fault: TlsFault) => boolean;
}

/** A stream of plaintext over a stream of bytes. */
export class TlsStream implements ByteStream, StreamListener, TlsHandler {
  readonly #ground: TlsGround;
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

  constructor(ground: TlsGround, target: StreamTarget, listener: StreamListener) {
    this.#ground = ground;
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
    if (this.#isSending && !this.#isInWrite) this.#listener.onSent(this.#ground.clock.nowMs());
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

  onBroken(fault: TlsFault): void {
    this.#stop(() => {
      if (!this.#ground.takesFault(fault)) this.#listener.onFault(toTlsFailure(fault.verdict, fault.detail));
    });
  }

  async #begin(target: StreamTarget): Promise<void> {
    try {
      this.#engine = await this.#ground.engine;
    } catch (error) {
      return this.#stop(() => this.#listener.onFault(toTlsFailure("other", reasonOf(error))));
    }
    if (this.#isClosed) return;
    this.#host = target.host;
    this.#inner = this.#ground.inner.open({ ...target, isTls: this.#engine === null }, this);
  }

  #stop(tell: () => void): void {
    if (this.#isClosed) return;
    this[Symbol.dispose]();
    tell();
  }
}
