import { type Words, words } from "./words.ts";

/** The ways to carry HTTP exchanges. */
export const TRANSPORT_NAMES = ["kernel", "socket", "fetch"] as const;

/** Something that not every transport can do. */
export type TransportCargo = "tls" | "uncheckedTls" | "http2" | "unixSocket" | "ownConnections";

/** What a transport may be unable to do, in the words of the transport. */
export const TRANSPORT_CARGOES: Readonly<Record<TransportCargo, Words>> = {
  tls: words("speaks no TLS", "不支持 TLS"),
  uncheckedTls: words("checks every certificate", "总是校验证书"),
  http2: words("speaks HTTP/1.1 only", "仅支持 HTTP/1.1"),
  unixSocket: words("connects to no socket of the file system", "不连接文件系统套接字"),
  ownConnections: words("leaves its connections to the platform", "连接交由平台管理"),
};

/** What one event loop carries with half of its core, so that it is never late for long. */
export interface LoopRoom {
  /** Requests at once. */
  readonly slots: number;
  readonly eventsPerSecond: number;
}

/** What is said of a transport, and what it can do on a machine that allows it. */
export interface TransportFacts {
  /** For the help; `null`: its name says it. */
  readonly summary: string | null;
  readonly carries: Readonly<Record<TransportCargo, boolean>>;
  /** By its cost of an event in docs/performance.md. */
  readonly room: LoopRoom;
}

const ALL = { tls: true, uncheckedTls: true, http2: true, unixSocket: true, ownConnections: true } as const;

/** Every transport; the help, what speaks against one and the tests that it must pass are views of it. */
export const TRANSPORT_FACTS: Readonly<Record<typeof TRANSPORT_NAMES[number], TransportFacts>> = {
  // 5 µs an event.
  kernel: {
    summary: "Linux; arrival times of the system",
    carries: ALL,
    room: { slots: 4096, eventsPerSecond: 100_000 },
  },
  // 12 µs.
  socket: { summary: null, carries: ALL, room: { slots: 1024, eventsPerSecond: 40_000 } },
  // 22 to 25 µs. What it does with connections and with HTTP/2 is its own affair.
  fetch: {
    summary: null,
    carries: { ...ALL, uncheckedTls: false, http2: false, unixSocket: false, ownConnections: false },
    room: { slots: 512, eventsPerSecond: 20_000 },
  },
};

/** What `--transport` takes: a transport, or the best that this machine allows. */
export const TRANSPORT_CHOICES: readonly ["auto", ...typeof TRANSPORT_NAMES] = ["auto", ...TRANSPORT_NAMES];

/** A transport, or the wish for the best. */
export type TransportChoice = typeof TRANSPORT_CHOICES[number];

/** The ways of the kernel transport to wait for its sockets, the best first. */
export const POLLER_NAMES = ["io_uring", "epoll"] as const;

/** The name of a way to wait for sockets. */
export type PollerName = typeof POLLER_NAMES[number];

/** What `--poller` takes: a way, or the best that this machine allows. */
export const POLLER_CHOICES: readonly ["auto", ...typeof POLLER_NAMES] = ["auto", ...POLLER_NAMES];

/** A way to wait for sockets, or the wish for the best. */
export type PollerChoice = typeof POLLER_CHOICES[number];

/** Whose clock stamps arrivals. */
export const ARRIVAL_CLOCKS = ["kernel", "client"] as const;

/** The name of a clock that stamps arrivals. */
export type ArrivalClock = typeof ARRIVAL_CLOCKS[number];

/** When a connection carries another request: whenever it is free, never, or for its session only. */
export const CONNECTION_REUSES = ["pooled", "never", "per-session"] as const;

/** The name of a rule by which connections are used again. */
export type ConnectionReuse = typeof CONNECTION_REUSES[number];

/** An address to connect to instead of looking up a host. */
export type HostAddress = {
  readonly host: string;
  readonly address: string;
};

/** More than any text reply has; a body without an end must not fill the memory. */
export const DEFAULT_MAX_REPLY_BYTES = 268_435_456;

/** The name of a way to carry HTTP exchanges. */
export type TransportName = typeof TRANSPORT_NAMES[number];
