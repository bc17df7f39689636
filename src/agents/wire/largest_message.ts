import { ENVELOPE_ROOM_BYTES } from "./envelope.ts";

/** What a connection to the bus says of its server; nothing while it is being made anew. */
interface Connection {
  readonly info?: { readonly max_payload: number } | undefined;
}

/**
 * Returns what tells the largest message that goes over a connection, its envelope apart. While the connection is being
 * made anew nobody says so: it is what it was.
 */
export function watchLargestMessage(connection: Connection): () => number {
  let maxBytes = 0;
  const read = (): number => {
    maxBytes = connection.info?.max_payload ?? maxBytes;
    return maxBytes - ENVELOPE_ROOM_BYTES;
  };
  read();
  return read;
}
