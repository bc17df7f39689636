import { strictEqual } from "node:assert";
import { ENVELOPE_ROOM_BYTES } from "../../../src/agents/wire/envelope.ts";
import { watchLargestMessage } from "../../../src/agents/wire/largest_message.ts";

Deno.test("what a message may hold is known while the connection is made anew, and may be another afterwards", () => {
  const connection: { info?: { max_payload: number } } = { info: { max_payload: 1 << 20 } };
  const readBytes = watchLargestMessage(connection);
  delete connection.info;
  strictEqual(readBytes(), (1 << 20) - ENVELOPE_ROOM_BYTES);
  connection.info = { max_payload: 1 << 23 };
  strictEqual(readBytes(), (1 << 23) - ENVELOPE_ROOM_BYTES);
});
