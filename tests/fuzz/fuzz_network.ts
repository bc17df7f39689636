import { ok } from "node:assert";
import { FAILURE_KINDS } from "../../src/core/failure.ts";
import { createRandom } from "../../src/core/random.ts";
import { startScriptedServer } from "../support/scripted_server.ts";
import { openTransport, postTo } from "../transport/exchange.ts";
import { cutAtChance, mutateBytes } from "./mutations.ts";

const BODY = 'data: {"choices":[{"delta":{"content":"a"}}]}\n\ndata: [DONE]\n\n';
const REPLY = `HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-length: ${BODY.length}\r\n\r\n${BODY}`;
const KINDS: ReadonlySet<string> = new Set(FAILURE_KINDS);

/** Asks a service behind a wire that changes, cuts and drops bytes: every exchange ends, well or in a known way. */
export async function fuzzNetwork(count: number, seed: number): Promise<void> {
  const random = createRandom(seed);
  await using server = startScriptedServer(async (connection) => {
    if (random.next() < 0.1) await connection.readHead();
    else await connection.readRequest();
    if (random.next() < 0.1) return connection.close();
    for (const piece of cutAtChance(mutateBytes(new TextEncoder().encode(REPLY), random), random)) {
      await connection.write(piece);
    }
    connection.close();
  });
  for (let round = 0; round < count; round++) {
    using transport = await openTransport();
    const { result } = await transport.send(postTo(server.url));
    ok(
      result.failure === null || KINDS.has(result.failure.kind),
      `seed ${seed}, round ${round}: ${result.failure?.kind}`,
    );
    ok(result.times.endAtMs >= result.times.sentAtMs, `seed ${seed}, round ${round}`);
  }
}
