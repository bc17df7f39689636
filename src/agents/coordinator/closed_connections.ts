import type { Msg, NatsConnection } from "@nats-io/nats-core";
import { ANY_CLOSED_SUBJECT } from "../wire/bus_account.ts";
import { readJsonBytes } from "../wire/join.ts";

/** What a server tells of a connection that has ended, as far as it matters here. */
interface ClosedNotice {
  readonly client?: { readonly name?: string };
  readonly reason?: string;
}

/** A connection of an agent has ended. */
export interface ClosedConnection {
  /** Of the process it belonged to. */
  readonly incarnation: string;
  /** In the words of the server. */
  readonly reason: string;
}

/**
 * Tells of connections of agents that have ended, where the bus lets this process hear of them. Elsewhere nothing is
 * heard, and agents are counted out by their silence.
 */
export function watchClosedConnections(connection: NatsConnection, tell: (closed: ClosedConnection) => void): void {
  connection.subscribe(ANY_CLOSED_SUBJECT, {
    callback: (refused, message) => {
      const closed = refused === null ? readNotice(message) : null;
      if (closed !== null) tell(closed);
    },
  });
}

function readNotice(message: Msg): ClosedConnection | null {
  const { client, reason = "closed" } = readJsonBytes<ClosedNotice>(message.data);
  const [, incarnation] = /^streamgauge agent (\S+)$/.exec(client?.name ?? "") ?? [];
  return incarnation === undefined ? null : { incarnation, reason };
}
