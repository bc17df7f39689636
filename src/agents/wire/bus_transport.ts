import { lookup } from "node:dns";
import { promisify } from "node:util";
import { checkOptions, DataBuffer, errors, extractProtocolMessage, INFO } from "@nats-io/nats-core/internal";
import type { ConnectionOptions, Server, ServerInfo, Transport } from "@nats-io/nats-core/internal";
import { reasonOf } from "../../core/errors.ts";
import { VERSION } from "../../core/version.ts";

/** One read takes so much at most; what comes in is handed on without a copy. */
const ROOM_BYTES = 1 << 18;
/** What is left of a room before another one is made. */
const LEAST_ROOM_BYTES = 1 << 14;
/** More than any server says of itself, the addresses of its cluster included. */
const HELLO_BYTES = 1 << 15;
/** Frames that wait together leave with one write, up to here. */
const JOINED_BYTES = 1 << 18;

/**
 * The way of a NATS client to its server over sockets of Deno. That of `@nats-io/transport-node` reads on while it
 * begins TLS, which Deno 2.6 does not survive, and throws where it writes to a socket that has ended (docs/decisions.md).
 */
export class BusTransport implements Transport {
  /** What the server is told of its client. */
  readonly lang = "streamgauge";
  readonly version: string = VERSION;
  closeError?: Error;
  readonly #ended = Promise.withResolvers<void | Error>();
  readonly #frames = new FrameQueue();
  #connection: Deno.TcpConn | Deno.TlsConn | null = null;
  #hello: Uint8Array = new Uint8Array(0);
  #isEncrypted = false;
  #isDone = false;
  #isWriting = false;

  get isClosed(): boolean {
    return this.#isDone;
  }

  isEncrypted(): boolean {
    return this.#isEncrypted;
  }

  /** Connects, reads what the server says of itself, and goes over to TLS where it is asked for or offered. */
  async connect(server: Server, options: ConnectionOptions): Promise<void> {
    try {
      const plain = await Deno.connect({ hostname: server.hostname, port: server.port });
      this.#take(plain);
      plain.setNoDelay(true);
      const { hello, info } = await readHello(plain);
      checkOptions(info, options);
      this.#hello = hello;
      const isTls = info.tls_required === true || (info.tls_available === true && options.tls !== null);
      if (isTls) await this.#startTls(plain, server, options);
    } catch (cause) {
      this.#end();
      throw cause instanceof Deno.errors.ConnectionRefused
        ? new errors.ConnectionError("connection refused", { cause })
        : cause;
    }
  }

  /** What comes in, from the first words of the server on, until one of the two ends it. */
  async *[Symbol.asyncIterator](): AsyncIterableIterator<Uint8Array> {
    yield this.#hello;
    let room = new Uint8Array(ROOM_BYTES);
    while (!this.#isDone) {
      if (room.byteLength < LEAST_ROOM_BYTES) room = new Uint8Array(ROOM_BYTES);
      const count = await this.#read(room);
      // What comes after the end would be taken for the first words of the next connection.
      if (count === 0 || this.#isDone) return;
      yield room.subarray(0, count);
      room = room.subarray(count);
    }
  }

  /** Sends in the order of the calls; what cannot be sent ends the connection. */
  send(frame: Uint8Array): void {
    if (this.#isDone) return;
    this.#frames.add(frame);
    if (!this.#isWriting) void this.#writeAll();
  }

  close(cause?: Error): Promise<void> {
    this.#end(cause);
    return Promise.resolve();
  }

  disconnect(): void {
    this.#end();
  }

  discard(): void {
    this.#end();
  }

  closed(): Promise<void | Error> {
    return this.#ended.promise;
  }

  /** Bytes that were read; 0: no more will come. */
  async #read(room: Uint8Array): Promise<number> {
    try {
      const count = await this.#connection?.read(room);
      if (typeof count === "number") return count;
      this.#end();
    } catch (cause) {
      this.#end(new errors.ConnectionError(reasonOf(cause), { cause }));
    }
    return 0;
  }

  async #writeAll(): Promise<void> {
    this.#isWriting = true;
    try {
      for (let rest = this.#frames.take(); rest !== null && !this.#isDone;) {
        const count = await this.#connection?.write(rest) ?? rest.byteLength;
        rest = count < rest.byteLength ? rest.subarray(count) : this.#frames.take();
      }
    } catch (cause) {
      this.#end(new errors.ConnectionError(reasonOf(cause), { cause }));
    }
    this.#isWriting = false;
  }

  async #startTls(plain: Deno.TcpConn, server: Server, { tls }: ConnectionOptions): Promise<void> {
    const hostname = server.tlsName === "" ? server.hostname : server.tlsName;
    // From here on the socket belongs to the connection that is made of it.
    this.#connection = null;
    const secured = await Deno.startTls(plain, { hostname, caCerts: tls?.ca === undefined ? [] : [tls.ca] });
    this.#take(secured);
    await secured.handshake();
    this.#isEncrypted = true;
  }

  /** A connection that comes when nobody waits for it any more is closed. */
  #take(connection: Deno.TcpConn | Deno.TlsConn): void {
    if (this.#isDone) {
      connection.close();
      throw new errors.ConnectionError("the connection was given up");
    }
    this.#connection = connection;
  }

  #end(cause?: Error): void {
    if (this.#isDone) return;
    this.#isDone = true;
    if (cause !== undefined) this.closeError = cause;
    this.#connection?.close();
    this.#connection = null;
    this.#ended.resolve(cause);
  }
}

const lookUp = promisify(lookup);

/** Every address of a host, as the system knows it. */
export async function resolveHost(host: string): Promise<string[]> {
  const found = await lookUp(host, { all: true });
  return found.map(({ address }) => address);
}

/** Frames that wait to be written. */
class FrameQueue {
  #waiting: Uint8Array[] = [];

  add(frame: Uint8Array): void {
    this.#waiting.push(frame);
  }

  /** What is next to be written: all that waits, up to a size; `null`: nothing waits. */
  take(): Uint8Array | null {
    let bytes = 0;
    let count = 0;
    for (const { byteLength } of this.#waiting) {
      if (count > 0 && bytes + byteLength > JOINED_BYTES) break;
      bytes += byteLength;
      count++;
    }
    const [first, ...more] = this.#waiting.splice(0, count);
    if (first === undefined) return null;
    return more.length === 0 ? first : DataBuffer.concat(first, ...more);
  }
}

/** The first line of a server, and what came with it. */
async function readHello(connection: Deno.TcpConn): Promise<{ readonly hello: Uint8Array; readonly info: ServerInfo }> {
  const room = new Uint8Array(HELLO_BYTES);
  let length = 0;
  for (;;) {
    const count = await connection.read(room.subarray(length));
    if (count === null) throw silentEnd();
    length += count;
    const hello = room.subarray(0, length);
    const line = extractProtocolMessage(hello);
    const [, text] = INFO.exec(line) ?? [];
    if (text !== undefined) return { hello, info: JSON.parse(text) };
    if (line !== "" || length === room.byteLength) throw new errors.ConnectionError("what answers there is no NATS");
  }
}

/** As a proxy does whose server is not there yet. */
function silentEnd(): Error {
  return Object.assign(new errors.ConnectionError("it ended the connection before it said anything"), {
    code: "ECONNRESET",
  });
}
