import type { Clock } from "../../core/clock.ts";
import type { ByteStream, StreamHealth, StreamListener, StreamOpener, StreamTarget } from "../http1/byte_stream.ts";
import { hasSynchronousStreams } from "./synchronous_streams.ts";
import type { TlsEngine, TlsProtocol } from "./tls_engine.ts";
import { TlsStream } from "./tls_stream.ts";
import { toTlsFailure } from "./tls_verdict.ts";

/** What TLS on the streams of an opener needs. */
export interface TlsParts {
  readonly clock: Clock;
  /** Loads what speaks TLS for a protocol; `null`: nothing here does, but the streams below it do themselves. */
  readonly load: (protocol: TlsProtocol) => Promise<TlsEngine | null>;
  /** Something that needs turns of the platform's loop begins (1) or has ended (-1). */
  readonly onBusy: (change: 1 | -1) => void;
}

/**
 * Puts TLS on the streams of an opener, which it owns. What speaks it is loaded when the first stream wants it. A service
 * that refuses HTTP/1.1 is spoken to in HTTP/2, by streams that take and give HTTP/1.1 all the same.
 */
export function createTlsOpener(inner: StreamOpener, parts: TlsParts): StreamOpener {
  const loaded = new Map<TlsProtocol, Promise<TlsEngine | null>>();
  const ofHttp2 = new Set<StreamTarget>();
  const owned = new DisposableStack();
  const load = async (protocol: TlsProtocol): Promise<TlsEngine | null> => {
    parts.onBusy(1);
    try {
      const engine = await parts.load(protocol);
      // Loaded after all was closed.
      if (owned.disposed) engine?.[Symbol.dispose]();
      else owned.use(engine);
      return engine;
    } finally {
      parts.onBusy(-1);
    }
  };
  const world: TlsWorld = {
    inner,
    parts,
    ofHttp2,
    engine(protocol) {
      const known = loaded.get(protocol) ?? load(protocol);
      loaded.set(protocol, known);
      return known;
    },
  };
  return {
    open: (target, listener) => target.isTls ? new SecureStream(world, target, listener) : inner.open(target, listener),
    async prepare(target) {
      await inner.prepare?.(target);
      if (target.isTls) await world.engine("http/1.1");
    },
    onSettled: (durationMs) => inner.onSettled?.(durationMs),
    [Symbol.dispose]() {
      inner[Symbol.dispose]();
      owned.dispose();
    },
  };
}

interface TlsWorld {
  readonly inner: StreamOpener;
  readonly parts: TlsParts;
  /** Targets that have refused HTTP/1.1. */
  readonly ofHttp2: Set<StreamTarget>;
  engine(protocol: TlsProtocol): Promise<TlsEngine | null>;
}

/** A stream in TLS that finds out which protocol the service speaks. */
class SecureStream implements ByteStream {
  readonly #world: TlsWorld;
  readonly #target: StreamTarget;
  readonly #listener: StreamListener;
  #current: ByteStream | null = null;
  #isHttp2 = false;
  #isClosed = false;

  constructor(world: TlsWorld, target: StreamTarget, listener: StreamListener) {
    this.#world = world;
    this.#target = target;
    this.#listener = listener;
    if (world.ofHttp2.has(target)) void this.#beginHttp2();
    else this.#current = this.#openTls("http/1.1", listener);
  }

  write(bytes: Uint8Array<ArrayBuffer>): void {
    this.#current?.write(bytes);
  }

  health(): StreamHealth | null {
    return this.#current?.health() ?? null;
  }

  [Symbol.dispose](): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    if (this.#isHttp2) this.#world.parts.onBusy(-1);
    this.#current?.[Symbol.dispose]();
  }

  #openTls(protocol: TlsProtocol, listener: StreamListener): ByteStream {
    const { inner, parts: { clock } } = this.#world;
    const engine = this.#world.engine(protocol);
    return new TlsStream(
      {
        inner,
        clock,
        engine,
        takesFault: ({ verdict }) => verdict === "no_common_protocol" && protocol === "http/1.1" && this.#switch(),
      },
      this.#target,
      listener,
    );
  }

  #switch(): boolean {
    this.#world.ofHttp2.add(this.#target);
    void this.#beginHttp2();
    return true;
  }

  async #beginHttp2(): Promise<void> {
    // Requests are written in turns of the platform's loop.
    this.#isHttp2 = true;
    this.#world.parts.onBusy(1);
    if (!hasSynchronousStreams()) {
      const detail = `the service speaks HTTP/2 only, which needs Deno 2.9 (this is ${Deno.version.deno})`;
      await Promise.resolve();
      if (!this.#isClosed) this.#listener.onFault(toTlsFailure("other", detail));
      return;
    }
    const { Http2Stream } = await import("./http2_stream.ts");
    if (this.#isClosed) return;
    const { clock } = this.#world.parts;
    this.#current = new Http2Stream(clock, this.#listener, (below) => this.#openTls("h2", below));
  }
}
