/**
 * One HTTP exchange with honest timestamps. This folder knows sockets, TLS, proxies and clocks; it must not know
 * dialects or tokens.
 */
import type { DelayReport } from "../core/delay_counts.ts";
import type { Failure } from "../core/failure.ts";
import type { ExchangeCounts, ExchangeNetwork, ExchangeTimes } from "../core/record.ts";
import type { ReplyNote } from "../core/reply_notes.ts";
import type { ConnectionReuse, HostAddress, PollerName, TransportName } from "../core/transports.ts";

/** A request as it goes on the wire. */
export interface HttpRequest {
  readonly url: string;
  readonly method: "POST" | "GET";
  readonly headers: Readonly<Record<string, string>>;
  /** Those of this request alone, of other names: what many requests have in common is written once. */
  readonly extraHeaders?: Readonly<Record<string, string>> | null;
  readonly body: Uint8Array<ArrayBuffer> | null;
  /** The session it belongs to, which may keep a connection of its own. */
  readonly session?: RequestSession;
}

/** A request's place in its session. */
export interface RequestSession {
  readonly key: number;
  readonly isLast: boolean;
}

/** Told of a reply while it comes in. Called synchronously; must not throw. */
export interface ExchangeObserver {
  /** `contentType` is as the service wrote it; empty when absent. `location` is where a redirect points to. */
  onHeaders(status: number, contentType: string, location: string | null): void;
  /** `atMs` was taken before anything looked at the bytes; they are only valid during the call. */
  onBytes(bytes: Uint8Array, atMs: number): void;
  /** Whether the reply has said that it is over: nothing that follows matters. Asked after each read. */
  isComplete(): boolean;
  /** When a stream's output last came; `null`: none yet. Missing, or `undefined`: it is no stream that can be judged. */
  readonly outputAtMs?: number | null | undefined;
}

/** How an exchange went. A fault of the peer is a value here, never an exception. */
export interface ExchangeResult {
  readonly times: ExchangeTimes;
  readonly counts: ExchangeCounts;
  readonly network: ExchangeNetwork;
  /** What was odd on the way without making it fail. */
  readonly notes: readonly ReplyNote[];
  readonly status: number | null;
  /** Faults of the transport only: names, connections, TLS, timeouts, resets, cancelling. */
  readonly failure: Failure | null;
}

/** Limits of one exchange in ms; `null`: none. */
export interface ExchangeTimeouts {
  /** Until the connection stands. */
  readonly connectMs: number | null;
  /** Between bytes, and before the first. */
  readonly readMs: number | null;
  /** From sending to the last byte. */
  readonly totalMs: number | null;
  /** Of a stream without output: from sending, and between events with output. Missing: none. */
  readonly idleMs?: number | null;
}

/** An address in the network. */
export interface NetworkAddress {
  readonly hostname: string;
  readonly port: number;
}

/** The way to a service where the environment names a proxy or the user does: past it, or through it. */
export type NetworkRoute =
  | { readonly kind: "straight"; readonly address: NetworkAddress }
  | { readonly kind: "proxy"; readonly url: string; readonly displayUrl: string };

/** PEM text of a client's certificate, with its chain, and of its key. */
export interface ClientCertificate {
  readonly certificate: string;
  readonly key: string;
}

/** Settings of a transport: plain data. */
export interface TransportSettings {
  readonly name: TransportName;
  /** How the kernel transport waits for its sockets; missing: by epoll. */
  readonly poller?: PollerName;
  readonly timeouts: ExchangeTimeouts;
  /** PEM text of authorities trusted in addition to the platform's. */
  readonly caCerts: readonly string[];
  /** Any certificate is accepted. */
  readonly isInsecure?: boolean;
  /** What the client shows of itself; missing: nothing. */
  readonly clientCertificate?: ClientCertificate | null;
  /** Missing: straight, since nothing names a proxy. */
  readonly route?: NetworkRoute;
  readonly connectionReuse: ConnectionReuse;
  /** Connections opened before the first request; 0: none. */
  readonly preconnect: number;
  /** A socket of the file system that all connections go to; `null`: TCP. */
  readonly unixSocket: string | null;
  readonly resolve: readonly HostAddress[];
  /** A longer body, unpacked, fails. */
  readonly maxReplyBytes: number;
}

/** Carries exchanges; owns its connections. */
export interface Transport {
  exchange(request: HttpRequest, observer: ExchangeObserver, signal: AbortSignal): Promise<ExchangeResult>;
  /** Gets ready for requests to an address: opens the connections that the settings want ahead. */
  prepare(url: string): Promise<void>;
  /** A session ends before the request that was to be its last; missing: sessions have no connections of their own. */
  endSession?(key: number): void;
  /** From the arrival of bytes in the system to their reading, since the last call; missing: the system does not tell. */
  takeArrivalDelays?(): DelayReport | null;
  close(): void;
}
