import assert from "node:assert/strict";
import type { Failure } from "../../src/core/failure.ts";
import type { ExchangeTimeouts } from "../../src/transport/transport.ts";
import { httpChunk, startScriptedServer, STREAM_HEAD } from "../support/scripted_server.ts";
import type { ScriptedConnection } from "../support/scripted_server.ts";
import { openTransport, postTo } from "./exchange.ts";

const NONE: ExchangeTimeouts = { connectMs: null, readMs: null, totalMs: null };

async function failureOf(
  timeouts: Partial<ExchangeTimeouts>,
  answer: (connection: ScriptedConnection) => Promise<void>,
): Promise<Failure | null> {
  await using server = startScriptedServer(async (connection) => {
    await connection.readRequest();
    await answer(connection);
    await connection.stall();
  });
  using transport = openTransport({ timeouts: { ...NONE, ...timeouts } });
  return (await transport.send(postTo(server.url))).result.failure;
}

const silent = () => Promise.resolve();
const oneEvent = (connection: ScriptedConnection) => connection.write(STREAM_HEAD + httpChunk("data: 1\n\n"));

Deno.test("silence before the first byte is timeout_first_byte", async () => {
  assert.equal((await failureOf({ readMs: 25 }, silent))?.kind, "timeout_first_byte");
});

Deno.test("headers alone are no first byte", async () => {
  const failure = await failureOf({ readMs: 25 }, (connection) => connection.write(STREAM_HEAD));
  assert.equal(failure?.kind, "timeout_first_byte");
});

Deno.test("silence after some bytes is timeout_idle", async () => {
  assert.equal((await failureOf({ readMs: 25 }, oneEvent))?.kind, "timeout_idle");
});

Deno.test("the total limit ends an exchange in any state", async () => {
  assert.equal((await failureOf({ totalMs: 25 }, silent))?.kind, "timeout_total");
  assert.equal((await failureOf({ totalMs: 25 }, oneEvent))?.kind, "timeout_total");
});

Deno.test("a service that takes the connection and thinks does not run into the connect timeout", async () => {
  assert.equal((await failureOf({ connectMs: 10, totalMs: 50 }, silent))?.kind, "timeout_total");
});

// A full queue of connections swallows packets on Linux; elsewhere it refuses.
Deno.test({
  name: "a host that does not answer at all is timeout_connect",
  ignore: Deno.build.os !== "linux",
  async fn() {
    using listener = Deno.listen({ hostname: "127.0.0.1", port: 0, tcpBacklog: 1 });
    const { port } = listener.addr;
    using _first = await Deno.connect({ hostname: "127.0.0.1", port });
    using _second = await Deno.connect({ hostname: "127.0.0.1", port });
    using transport = openTransport({ timeouts: { ...NONE, connectMs: 40 } });
    const url = `http://127.0.0.1:${port}/`;
    const both = await Promise.all([transport.send(postTo(url)), transport.send(postTo(url))]);
    assert.deepEqual(both.map(({ result }) => result.failure?.kind), ["timeout_connect", "timeout_connect"]);
  },
});
