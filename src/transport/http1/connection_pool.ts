import type { ConnectionReuse } from "../../core/transports.ts";
import type { StreamTarget } from "./byte_stream.ts";
import { HttpConnection } from "./http_connection.ts";
import type { ConnectionWorld } from "./http_connection.ts";

/** What a connection is wanted for. */
export interface ConnectionWish {
  readonly target: StreamTarget;
  /** The session that the request belongs to; `null`: to none. */
  readonly sessionKey: number | null;
  /** Whether only a new connection will do. */
  readonly isFresh: boolean;
}

/** How many connections to open ahead. */
export interface OpenOptions {
  readonly count: number;
  /** The longest wait; `null`: as long as it takes. */
  readonly limitMs: number | null;
}

/** Connections and the rule by which they are used again: N exchanges at once are N connections. */
export class ConnectionPool {
  readonly #reuse: ConnectionReuse;
  readonly #world: ConnectionWorld;
  readonly #all = new Set<HttpConnection>();
  readonly #free = new Map<StreamTarget, HttpConnection[]>();
  readonly #ofSession = new Map<number, HttpConnection>();
  readonly #sessionOf = new Map<HttpConnection, number>();

  constructor(reuse: ConnectionReuse, world: Pick<ConnectionWorld, "clock" | "opener" | "deadlines">) {
    this.#reuse = reuse;
    this.#world = {
      ...world,
      onFree: (connection) => this.#takeBack(connection),
      onClosed: (connection) => this.#forget(connection),
    };
  }

  /** A free connection, or one that is opening. */
  take({ target, sessionKey, isFresh }: ConnectionWish): HttpConnection {
    const own = sessionKey === null ? undefined : this.#ofSession.get(sessionKey);
    if (!isFresh && own !== undefined && own.target === target) return own;
    const connection = (isFresh ? undefined : this.#free.get(target)?.pop()) ?? this.#open(target);
    if (this.#reuse !== "per-session" || sessionKey === null) return connection;
    this.#ofSession.set(sessionKey, connection);
    this.#sessionOf.set(connection, sessionKey);
    return connection;
  }

  /** A session has ended: its connection is of no more use to it. */
  endSession(sessionKey: number): void {
    this.#ofSession.get(sessionKey)?.endAfterUse();
  }

  /** Opens connections that wait for their first request; resolves when each stands, has failed or is given up. */
  async open(target: StreamTarget, { count, limitMs }: OpenOptions): Promise<void> {
    const { clock } = this.#world;
    const opened = Array.from({ length: count }, () => this.#open(target));
    const over = new AbortController();
    void Promise.all(opened.map((connection) => connection.standing)).then(() => over.abort());
    await clock.sleepUntil(clock.nowMs() + (limitMs ?? Infinity), over.signal);
    opened.filter((connection) => !connection.isOpen).forEach((connection) => connection.close());
  }

  close(): void {
    for (const connection of [...this.#all]) connection.close();
  }

  #open(target: StreamTarget): HttpConnection {
    const connection = new HttpConnection(this.#world, target);
    this.#all.add(connection);
    return connection;
  }

  #takeBack(connection: HttpConnection): void {
    const isUsed = connection.ended > 0;
    if (isUsed && this.#reuse === "never") return connection.close();
    if (isUsed && this.#reuse === "per-session") {
      if (!this.#sessionOf.has(connection)) connection.close();
      return;
    }
    const free = this.#free.get(connection.target);
    if (free === undefined) this.#free.set(connection.target, [connection]);
    else free.push(connection);
  }

  #forget(connection: HttpConnection): void {
    this.#all.delete(connection);
    const free = this.#free.get(connection.target);
    const at = free?.indexOf(connection) ?? -1;
    if (at >= 0) free?.splice(at, 1);
    const session = this.#sessionOf.get(connection);
    this.#sessionOf.delete(connection);
    if (session !== undefined && this.#ofSession.get(session) === connection) this.#ofSession.delete(session);
  }
}
