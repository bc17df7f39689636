import { createServer } from "node:tls";
import type { TlsOptions, TLSSocket } from "node:tls";
import type { AddressInfo } from "node:net";
import type { Failure } from "../../../src/core/failure.ts";
import { createLibsslEngine } from "../../../src/transport/tls/libssl/libssl_engine.ts";
import { createNodeTlsEngine } from "../../../src/transport/tls/node_tls_engine.ts";
import { hasSynchronousStreams } from "../../../src/transport/tls/synchronous_streams.ts";
import type { TlsEngine, TlsEngineName, TlsSettings } from "../../../src/transport/tls/tls_engine.ts";
import { toTlsFailure } from "../../../src/transport/tls/tls_verdict.ts";
import type { Identity } from "../../support/tls_identities.ts";

/** Settings without anything special; only what is given is trusted. */
export const PLAIN_TLS: TlsSettings = {
  caCerts: [],
  isInsecure: false,
  clientCertificate: null,
  protocols: ["http/1.1"],
};

/** How to make each engine. */
export const ENGINES: Readonly<Record<TlsEngineName, (settings: TlsSettings) => TlsEngine>> = {
  libssl: (settings) => createLibsslEngine(settings, []),
  node: (settings) => createNodeTlsEngine(settings, []),
};

/** Why an engine cannot be tested here; `null`: it can. */
export function whyNot(name: TlsEngineName): string | null {
  if (name === "node") return hasSynchronousStreams() ? null : "this Deno is too old";
  try {
    ENGINES.libssl(PLAIN_TLS)[Symbol.dispose]();
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** A server that speaks TLS, or whatever its script wants. */
export interface TlsServer extends AsyncDisposable {
  readonly port: number;
}

/** Starts a TLS server; each connection is handed to the script once TLS stands. */
export async function startTlsServer(
  { cert, key }: Identity,
  script: (socket: TLSSocket) => void,
  options: TlsOptions = {},
): Promise<TlsServer> {
  const open = new Set<TLSSocket>();
  const server = createServer({ cert, key, ...options }, (socket) => {
    open.add(socket);
    // A client that goes away is part of what is tested.
    socket.on("error", () => socket.destroy());
    script(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** What came of a connection. */
export interface EngineOutcome {
  /** The plaintext, and the stamps of its pieces. */
  readonly text: string;
  readonly stamps: readonly number[];
  readonly failure: Failure | null;
  readonly isSecure: boolean;
  readonly isClosed: boolean;
  /** Plaintext that came outside of a call of `feed`. */
  readonly late: number;
}

/** What a client does. */
export interface EngineClient {
  readonly engine: TlsEngine;
  readonly host?: string;
  /** Sent once TLS stands; `null`: nothing. */
  readonly say?: Uint8Array<ArrayBuffer> | null;
  /** Bytes fed at once at the most; 0: as they come. */
  readonly cutAt?: number;
  /** Ends the connection when so much text has come. */
  readonly enough?: number;
}

/** Connects to a port of 127.0.0.1 and speaks TLS by an engine, until the end, a fault or enough text. */
export async function talk(port: number, client: EngineClient): Promise<EngineOutcome> {
  const { engine, host = "localhost", say = null, cutAt = 0, enough = 5 } = client;
  using connection = await Deno.connect({ hostname: "127.0.0.1", port });
  const over = Promise.withResolvers<void>();
  const outcome = {
    text: "",
    stamps: [] as number[],
    failure: null as Failure | null,
    isSecure: false,
    isClosed: false,
  };
  let isFeeding = false;
  let late = 0;
  let writing = Promise.resolve();
  const session = engine.open(host, {
    onCipher: (bytes) => void (writing = writing.then(() => writeAll(connection, bytes))),
    onSecure() {
      outcome.isSecure = true;
      if (say !== null) session.write(say);
    },
    onPlain(bytes, atMs) {
      if (!isFeeding) late++;
      outcome.text += new TextDecoder("latin1").decode(bytes);
      outcome.stamps.push(atMs);
      if (outcome.text.length >= enough) over.resolve();
    },
    onClose() {
      outcome.isClosed = true;
      over.resolve();
    },
    onBroken({ verdict, detail }) {
      outcome.failure = toTlsFailure(verdict, detail);
      over.resolve();
    },
  });
  session.start();
  const reading = readAll(connection, cutAt, (bytes, read) => {
    isFeeding = true;
    session.feed(bytes, read);
    isFeeding = false;
  }).then((read) => session.end(read));
  await over.promise;
  session[Symbol.dispose]();
  await writing;
  connection.close();
  await reading;
  return { ...outcome, late };
}

async function writeAll(connection: Deno.Conn, bytes: Uint8Array): Promise<void> {
  try {
    for (let at = 0; at < bytes.length;) at += await connection.write(bytes.subarray(at));
  } catch (error) {
    if (!isGone(error)) throw error;
  }
}

async function readAll(
  connection: Deno.Conn,
  cutAt: number,
  onRead: (bytes: Uint8Array, read: number) => void,
): Promise<number> {
  const buffer = new Uint8Array(65_536);
  let read = 1;
  try {
    for (;; read++) {
      const count = await connection.read(buffer);
      if (count === null) break;
      const step = cutAt === 0 ? count : cutAt;
      for (let at = 0; at < count; at += step) onRead(buffer.subarray(at, Math.min(count, at + step)), read);
    }
  } catch (error) {
    if (!isGone(error)) throw error;
  }
  return read;
}

/** The connection was ended: by the server, or by the test itself. */
function isGone(error: unknown): boolean {
  return error instanceof Deno.errors.ConnectionReset || error instanceof Deno.errors.BrokenPipe ||
    error instanceof Deno.errors.BadResource || error instanceof Deno.errors.Interrupted;
}
