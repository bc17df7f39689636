import { Buffer } from "node:buffer";
import { connect } from "node:http2";
import type { ClientHttp2Session, ClientHttp2Stream, IncomingHttpHeaders, IncomingHttpStatusHeader } from "node:http2";
import { Duplex } from "node:stream";
import type { Clock } from "../../core/clock.ts";
import { reasonOf } from "../../core/errors.ts";
import type { Failure } from "../../core/failure.ts";
import type { ByteStream, StreamHealth, StreamListener, StreamOpenTimes } from "../http1/byte_stream.ts";
import { FrameWatch } from "./http2_frames.ts";
import { splitRequest } from "./split_request.ts";

/** The largest window there is: a service is never held back by this side. */
const WINDOW_BYTES = 2 ** 31 - 1;

const encoder = new TextEncoder();
const CHUNK_END = encoder.encode("\r\n");
const LAST_CHUNK = encoder.encode("0\r\n\r\n");

/** Opens the stream of bytes below. */
export type OpenBelow = (listener: StreamListener) => ByteStream;

/**
 * A stream that takes requests of HTTP/1.1 and gives responses of HTTP/1.1, and speaks HTTP/2 to the service, one request
 * at a time. What arrives keeps the time at which its bytes came.
 */
export class Http2Stream implements ByteStream, StreamListener {
  readonly #clock: Clock;
  readonly #listener: StreamListener;
  readonly #below: ByteStream;
  readonly #wire: Duplex;
  readonly #frames = new FrameWatch();
  #session: ClientHttp2Session | null = null;
  #response: Http2Response | null = null;
  #atMs = 0;
  #isWriting = false;
  #isClosed = false;

  constructor(clock: Clock, listener: StreamListener, openBelow: OpenBelow) {
    this.#clock = clock;
    this.#listener = listener;
    this.#below = openBelow(this);
    const below = this.#below;
    this.#wire = new Duplex({
      read() {},
      write(chunk: Buffer, _encoding, done) {
        below.write(new Uint8Array(chunk));
        done();
      },
      final: (done) => done(),
    });
  }

  write(bytes: Uint8Array<ArrayBuffer>): void {
    const { headers, body } = splitRequest(bytes);
    const stream = this.#session?.request(headers);
    if (stream === undefined) throw new Error("A request was written before the stream was open");
    this.#isWriting = true;
    this.#response = new Http2Response(stream, {
      nowMs: () => this.#atMs,
      hasEnded: (id) => id !== undefined && this.#frames.take(id) === "ended",
      onBytes: (part, atMs) => this.#tell(() => this.#listener.onBytes(part, atMs)),
      onBroken: (reason) => this.#fail({ kind: "reset", message: `Connection broken off by the service: ${reason}` }),
    });
    stream.end(Buffer.from(bytes.buffer, bytes.byteOffset + bytes.length - body.length, body.length), () => {
      this.#isWriting = false;
      this.#tell(() => this.#listener.onWritten(this.#clock.nowMs()));
    });
  }

  health(): StreamHealth | null {
    return this.#below.health();
  }

  [Symbol.dispose](): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#session?.destroy();
    this.#wire.destroy();
    this.#below[Symbol.dispose]();
  }

  onOpen(times: StreamOpenTimes): void {
    const session = connect("http://service", {
      createConnection: () => this.#wire,
      settings: { initialWindowSize: WINDOW_BYTES, enablePush: false },
    });
    this.#session = session;
    session.on("error", (error) => this.#fail({ kind: "reset", message: `HTTP/2 failed: ${reasonOf(error)}` }));
    session.on("close", () => this.#end());
    session.on("connect", () => session.setLocalWindowSize(WINDOW_BYTES));
    this.#listener.onOpen(times);
  }

  onBytes(bytes: Uint8Array, atMs: number): void {
    this.#atMs = atMs;
    this.#frames.feed(bytes);
    this.#wire.push(Buffer.from(bytes));
  }

  /** What the layer below has written may be frames of the connection: a request's own end is told by its stream. */
  onWritten(): void {}

  onSent(atMs: number): void {
    if (this.#isWriting) this.#listener.onSent(atMs);
  }

  onEnd(atMs: number): void {
    this.#atMs = atMs;
    this.#wire.push(null);
    // The end of a response that came before is told in a turn of its own.
    setTimeout(() => this.#end(), 0);
  }

  onFault(failure: Failure): void {
    this.#fail(failure);
  }

  #tell(tell: () => void): void {
    if (!this.#isClosed) tell();
  }

  #end(): void {
    if (this.#isClosed) return;
    this[Symbol.dispose]();
    this.#listener.onEnd(this.#atMs);
  }

  #fail(failure: Failure): void {
    if (this.#isClosed) return;
    this[Symbol.dispose]();
    this.#listener.onFault(failure);
  }
}

interface ResponseParts {
  /** When the bytes came that are being read. */
  nowMs(): number;
  /** Whether the service has said that the response is whole. */
  hasEnded(streamId: number | undefined): boolean;
  onBytes(bytes: Uint8Array, atMs: number): void;
  onBroken(reason: string): void;
}

type ResponseHeaders = IncomingHttpHeaders & IncomingHttpStatusHeader;

/** Writes a response as one of HTTP/1.1 in chunks. What overtakes its head waits for it, with its stamps. */
class Http2Response {
  readonly #parts: ResponseParts;
  #waiting: { readonly bytes: Uint8Array; readonly atMs: number }[] | null = [];

  constructor(stream: ClientHttp2Stream, parts: ResponseParts) {
    this.#parts = parts;
    stream.on("response", (headers) => this.#begin(headers));
    stream.on("data", (data: Buffer) => this.#add(toChunk(data)));
    stream.on("close", () => {
      if (parts.hasEnded(stream.id)) this.#add(LAST_CHUNK);
      else parts.onBroken("it ended before the reply did");
    });
    stream.on("error", (error) => parts.onBroken(reasonOf(error)));
  }

  #begin(headers: ResponseHeaders): void {
    const atMs = this.#parts.nowMs();
    this.#parts.onBytes(encoder.encode(toHead(headers)), this.#waiting?.[0]?.atMs ?? atMs);
    const waiting = this.#waiting ?? [];
    this.#waiting = null;
    for (const { bytes, atMs: cameAtMs } of waiting) this.#parts.onBytes(bytes, cameAtMs);
  }

  #add(bytes: Uint8Array): void {
    const atMs = this.#parts.nowMs();
    if (this.#waiting === null) this.#parts.onBytes(bytes, atMs);
    else this.#waiting.push({ bytes, atMs });
  }
}

/** Headers that say how a body is framed, which is said anew. */
const FRAMING_HEADERS: ReadonlySet<string> = new Set(["content-length", "transfer-encoding", "connection"]);

function toHead(
  { ":status": status = 502, ...headers }: ResponseHeaders,
): string {
  const fields = Object.entries(headers)
    .filter(([name]) => !name.startsWith(":") && !FRAMING_HEADERS.has(name))
    .flatMap(([name, value]) => [value ?? []].flat().map((single) => `${name}: ${single}\r\n`));
  return `HTTP/1.1 ${status} \r\n${fields.join("")}transfer-encoding: chunked\r\n\r\n`;
}

function toChunk(data: Buffer): Uint8Array {
  const size = encoder.encode(`${data.length.toString(16)}\r\n`);
  const chunk = new Uint8Array(size.length + data.length + CHUNK_END.length);
  chunk.set(size);
  chunk.set(data, size.length);
  chunk.set(CHUNK_END, size.length + data.length);
  return chunk;
}
