import type { ClientCertificate, TransportSettings } from "../transport.ts";
import type { TlsVerdict } from "./tls_verdict.ts";

/** How TLS is spoken: plain data. */
export interface TlsSettings {
  /** PEM text of authorities trusted in addition to the platform's. */
  readonly caCerts: readonly string[];
  /** Any certificate is accepted. */
  readonly isInsecure: boolean;
  /** PEM text of the client's own certificate and key; `null`: it has none. */
  readonly clientCertificate: ClientCertificate | null;
  /** Protocols that are offered, the best first. */
  readonly protocols: readonly TlsProtocol[];
}

/** What TLS needs of the settings of a transport. */
export function toTlsSettings(
  { caCerts, isInsecure, clientCertificate }: TransportSettings,
  protocol: TlsProtocol,
): TlsSettings {
  return {
    caCerts,
    isInsecure: isInsecure ?? false,
    clientCertificate: clientCertificate ?? null,
    protocols: [protocol],
  };
}

/** A protocol that TLS can carry, by its registered name. */
export type TlsProtocol = "http/1.1" | "h2";

/** Told of one TLS connection as things happen, synchronously; after a fault or an end nothing more comes. */
export interface TlsHandler {
  /** Bytes for the peer: the handler's to keep. */
  onCipher(bytes: Uint8Array<ArrayBuffer>): void;
  /** TLS stands. */
  onSecure(atMs: number): void;
  /** What the peer said: valid during the call. `atMs` is when the bytes that ended the record arrived. */
  onPlain(bytes: Uint8Array, atMs: number): void;
  /** The peer has ended the connection in TLS. */
  onClose(atMs: number): void;
  onBroken(fault: TlsFault): void;
}

/** Why a connection broke. */
export interface TlsFault {
  readonly verdict: TlsVerdict;
  /** What the implementation said. */
  readonly detail: string;
}

/** One TLS connection over bytes that somebody else moves. */
export interface TlsSession extends Disposable {
  /** Begins the handshake. */
  start(): void;
  /** Takes bytes of the peer and hands on what is in them, within the call. */
  feed(bytes: Uint8Array, atMs: number): void;
  /** The peer sends no more: an end or a fault is told now or, where its reason is still on its way, in a moment. */
  end(atMs: number): void;
  /** Encrypts bytes; TLS stands. */
  write(bytes: Uint8Array<ArrayBuffer>): void;
}

/** An implementation of TLS that gives the plaintext of a record within the call that brings its last byte. */
export interface TlsEngine extends Disposable {
  readonly name: TlsEngineName;
  /** Opens a connection to a host: a name, or an address without brackets. */
  open(host: string, handler: TlsHandler): TlsSession;
}

/** The implementations, in the order in which they are tried. */
export const TLS_ENGINE_NAMES = ["libssl", "node"] as const;

/** The name of an implementation. */
export type TlsEngineName = typeof TLS_ENGINE_NAMES[number];
